/* The commands, one file a group; what each does stands in the table in commands.c. */
#pragma once

#include "ctl/ctl.h"

enum ctl_exit cmd_migrate(struct ctl *ctl, const struct args *args);
enum ctl_exit cmd_audit(struct ctl *ctl, const struct args *args);
enum ctl_exit cmd_check_config(struct ctl *ctl, const struct args *args);
enum ctl_exit cmd_doctor(struct ctl *ctl, const struct args *args);
enum ctl_exit cmd_nginx_patience(struct ctl *ctl, const struct args *args);
enum ctl_exit cmd_purge(struct ctl *ctl, const struct args *args);
enum ctl_exit cmd_questions_check(struct ctl *ctl, const struct args *args);

enum ctl_exit cmd_session_create(struct ctl *ctl, const struct args *args);
enum ctl_exit cmd_session_list(struct ctl *ctl, const struct args *args);
enum ctl_exit cmd_session_show(struct ctl *ctl, const struct args *args);
enum ctl_exit cmd_session_events(struct ctl *ctl, const struct args *args);
enum ctl_exit cmd_session_watch(struct ctl *ctl, const struct args *args);
enum ctl_exit cmd_session_erase(struct ctl *ctl, const struct args *args);

enum ctl_exit cmd_invite_issue(struct ctl *ctl, const struct args *args);
enum ctl_exit cmd_invite_revoke(struct ctl *ctl, const struct args *args);
