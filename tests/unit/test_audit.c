/* The invariants: a sound session proves, and each kind of damage is found under its number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/audit.h"

#define CORRELATION "01890a5d-ac96-774b-bcce-b302099a8057"
#define QUESTION    "01890a5d-ac96-774b-bcce-b302099a80aa"

static const struct audit_policy policy = { .slack_s = 20, .attempts_allowed = 3 };

/* A session that went well on its second attempt, and room to damage it. */
struct sample {
	struct audit_event events[8];
	struct audit_question questions[3];
	struct audit_job jobs[2];
	struct audit_claim claims[4];
	struct audit_subject subject;
};

static struct audit_event event(int64_t seq, enum event_type type, int64_t generation, int64_t fence)
{
	struct audit_event ev = { .seq = seq,
				  .known = true,
				  .type = type,
				  .generation = generation,
				  .fence = fence,
				  .count = -1,
				  .occurred_at_ms = 1000 * seq };

	snprintf(ev.type_name, sizeof(ev.type_name), "%s", event_type_name(type));
	if (type != EVENT_SESSION_CREATED && type != EVENT_INVITE_ISSUED)
		snprintf(ev.correlation_id, sizeof(ev.correlation_id), CORRELATION);
	return ev;
}

static void sound(struct sample *s)
{
	*s = (struct sample){
		.events = { event(1, EVENT_SESSION_CREATED, -1, -1), event(2, EVENT_INVITE_ISSUED, -1, -1),
			    event(3, EVENT_SESSION_STARTED, -1, -1),
			    event(4, EVENT_QUESTIONS_REQUESTED, 1, -1),
			    event(5, EVENT_GENERATION_ATTEMPT_FAILED, 1, 1),
			    event(6, EVENT_QUESTIONS_GENERATED, 1, 2),
			    event(7, EVENT_QUESTION_PRESENTED, -1, -1),
			    event(8, EVENT_QUESTION_SET_COMPLETED, -1, 2) },
		.questions = { { QUESTION, 0, 1, 2, 6000 }, { "", 1, 1, 2, 8000 } },
		.jobs = { { .job_id = 1,
			    .generation = 1,
			    .fence = 2,
			    .attempt = 2,
			    .questions = true,
			    .ended = true,
			    .correlation_id = CORRELATION } },
		.claims = { { .job_id = 1, .fence = 1, .attempt = 1, .ai_calls = 1, .claimed_at_ms = 4100 },
			    { .job_id = 1, .fence = 2, .attempt = 2, .ai_calls = 2, .claimed_at_ms = 5500 } },
	};
	s->events[0].count = 5;
	s->events[7].count = 2;
	snprintf(s->events[6].question_id, ID_SIZE, QUESTION);
	s->subject = (struct audit_subject){ .session = { .session_id = "a session",
							  .status = STATUS_IN_SESSION,
							  .questions_planned = 5,
							  .generation = 1,
							  .current_question_index = 0,
							  .last_seq = 8,
							  .correlation_id = CORRELATION },
					     .events = s->events,
					     .questions = s->questions,
					     .jobs = s->jobs,
					     .claims = s->claims,
					     .event_count = 8,
					     .question_count = 2,
					     .job_count = 1,
					     .claim_count = 2 };
}

/* Which invariants were reported, as a set of bits. */
static enum err note(void *ctx, int invariant, const char *session_id, const char *what)
{
	unsigned *seen = ctx;

	assert_string_equal(session_id, "a session");
	assert_true(what[0] != '\0');
	*seen |= 1u << invariant;
	return OK;
}

static unsigned audit(const struct sample *s)
{
	unsigned seen = 0;

	assert_int_equal(audit_session(&s->subject, &policy, note, &seen), OK);
	return seen;
}

static void a_sound_session_proves(void **state)
{
	struct sample s;

	(void)state;
	sound(&s);
	assert_int_equal(audit(&s), 0);
}

static void a_session_that_waits_in_time_proves(void **state)
{
	struct sample s;

	(void)state;
	sound(&s);
	s.subject.session.status = STATUS_GENERATING;
	s.subject.session.current_question_index = -1;
	s.subject.session.last_seq = 5;
	s.subject.event_count = 5;
	s.subject.question_count = 0;
	s.jobs[0].ended = false;
	s.jobs[0].late_s = policy.slack_s;
	assert_int_equal(audit(&s), 0);
	s.jobs[0].late_s = policy.slack_s + 1;
	assert_int_equal(audit(&s), 1u << 5);
	s.jobs[0].late_s = -60;
	s.jobs[0].ended = true;
	assert_int_equal(audit(&s), 1u << 5);
}

/* Each damage, and the invariant that has to name it; others may follow from it. */
static void gap(struct sample *s)
{
	s->events[7].seq = 9;
}
static void counter_off(struct sample *s)
{
	s->subject.session.last_seq = 9;
}
static void no_events(struct sample *s)
{
	s->subject.event_count = 0;
}
static void started_twice(struct sample *s)
{
	s->events[7] = event(8, EVENT_SESSION_STARTED, -1, -1);
}
static void presented_before_generated(struct sample *s)
{
	struct audit_event swapped = s->events[5];

	s->events[5] = s->events[6];
	s->events[6] = swapped;
	s->events[5].seq = 6;
	s->events[6].seq = 7;
}
static void other_status(struct sample *s)
{
	s->subject.session.status = STATUS_ERROR;
}
static void other_generation(struct sample *s)
{
	s->subject.session.generation = 2;
}
static void other_index(struct sample *s)
{
	s->subject.session.current_question_index = 1;
}
static void other_plan(struct sample *s)
{
	s->subject.session.questions_planned = 4;
}
static void unknown_type(struct sample *s)
{
	s->events[7].known = false;
}
static void index_gap(struct sample *s)
{
	s->questions[1].index = 2;
}
static void no_question(struct sample *s)
{
	s->subject.question_count = 0;
}
static void other_question(struct sample *s)
{
	s->questions[0].question_id[0] = 'f';
}
static void miscounted(struct sample *s)
{
	s->events[7].count = 3;
}
static void question_under_no_claim(struct sample *s)
{
	s->questions[1].fence = 7;
}
static void question_under_old_fence(struct sample *s)
{
	s->questions[1].fence = 1;
}
static void event_under_no_claim(struct sample *s)
{
	s->events[7].fence = 3;
}
static void event_under_old_fence(struct sample *s)
{
	s->events[7].fence = 1;
}
static void fence_ahead_of_claims(struct sample *s)
{
	s->jobs[0].fence = 3;
}
static void too_many_calls(struct sample *s)
{
	s->claims[1].ai_calls = 3;
}
static void too_many_attempts(struct sample *s)
{
	s->jobs[0].attempt = 4;
}
static void request_without_id(struct sample *s)
{
	s->events[3].correlation_id[0] = '\0';
}
static void event_of_another_workflow(struct sample *s)
{
	s->events[6].correlation_id[0] = 'f';
}
static void job_of_another_workflow(struct sample *s)
{
	s->jobs[0].correlation_id[0] = 'f';
}
static void session_of_another_workflow(struct sample *s)
{
	s->subject.session.correlation_id[0] = 'f';
}

static void each_damage_is_found_under_its_number(void **state)
{
	static const struct {
		int invariant;
		void (*damage)(struct sample *s);
	} cases[] = {
		{ 1, gap },
		{ 1, counter_off },
		{ 1, no_events },
		{ 2, started_twice },
		{ 2, presented_before_generated },
		{ 3, other_status },
		{ 3, other_generation },
		{ 3, other_index },
		{ 3, other_plan },
		{ 3, unknown_type },
		{ 4, index_gap },
		{ 4, no_question },
		{ 4, other_question },
		{ 4, miscounted },
		{ 6, question_under_no_claim },
		{ 6, question_under_old_fence },
		{ 6, event_under_no_claim },
		{ 6, event_under_old_fence },
		{ 6, fence_ahead_of_claims },
		{ 7, too_many_calls },
		{ 7, too_many_attempts },
		{ 8, request_without_id },
		{ 8, event_of_another_workflow },
		{ 8, job_of_another_workflow },
		{ 8, session_of_another_workflow },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sample s;

		sound(&s);
		cases[i].damage(&s);
		if (!(audit(&s) & 1u << cases[i].invariant))
			fail_msg("case %zu: invariant %d was not reported", i, cases[i].invariant);
	}
}

static void a_job_taken_away_may_be_one_fence_ahead(void **state)
{
	struct sample s;

	(void)state;
	sound(&s);
	s.jobs[0].fence = 3;
	s.jobs[0].failed = true;
	assert_int_equal(audit(&s), 0);
}

static void calls_of_a_released_claim_do_not_count(void **state)
{
	struct sample s;

	(void)state;
	sound(&s);
	s.jobs[0].fence = 4;
	s.claims[2] = (struct audit_claim){ 1, 3, 2, 2, 90000, true };
	s.claims[3] = (struct audit_claim){ 1, 4, 3, 2, 91000, false };
	s.claims[0].ai_calls = 2;
	s.subject.claim_count = 4;
	assert_int_equal(audit(&s), 0);
	s.claims[2].released = false;
	assert_int_equal(audit(&s), 1u << 7);
}

static enum err refuse(void *ctx, int invariant, const char *session_id, const char *what)
{
	(void)invariant;
	(void)session_id;
	(void)what;
	++*(int *)ctx;
	return ERR_LIMIT;
}

static void who_is_told_can_end_the_audit(void **state)
{
	struct sample s;
	int calls = 0;

	(void)state;
	sound(&s);
	gap(&s);
	counter_off(&s);
	other_status(&s);
	assert_int_equal(audit_session(&s.subject, &policy, refuse, &calls), ERR_LIMIT);
	assert_int_equal(calls, 1);
}

static void audio_is_there_when_it_is_said_to_be(void **state)
{
	struct sample s;

	(void)state;
	sound(&s);
	s.questions[0].mute = true;
	assert_int_equal(audit(&s), 1u << 3);
	sound(&s);
	s.questions[0].speaking = true;
	assert_int_equal(audit(&s), 1u << 3);
	s.jobs[1] = (struct audit_job){ .job_id = 2, .generation = 1, .correlation_id = CORRELATION };
	s.subject.job_count = 2;
	assert_int_equal(audit(&s), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_session_proves),
		cmocka_unit_test(audio_is_there_when_it_is_said_to_be),
		cmocka_unit_test(a_session_that_waits_in_time_proves),
		cmocka_unit_test(each_damage_is_found_under_its_number),
		cmocka_unit_test(a_job_taken_away_may_be_one_fence_ahead),
		cmocka_unit_test(calls_of_a_released_claim_do_not_count),
		cmocka_unit_test(who_is_told_can_end_the_audit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
