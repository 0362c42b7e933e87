/* The spheres of private life in the languages that the checks know. Words are folded: "für" is "fur". */
#include "common/check_spheres.h"

#include <stddef.h>
#include <string.h>

/* clang-format off */
static const char *const kin_phrases[] = {
	"little ones", "on the way $", "breast milk", "birth control", "school run", "due date", "biological clock", "morning sickness", "start a family", "starting a family",
	"become|became|becoming a parent|mother|father|mum|dad", "expecting $|in|a|soon|by|or", "better|other half",
	"birth of your", "the ?new baby", NULL };
static const char *const home_phrases[] = {
	"at|back home !office|with", "outside ?of work|office|hours", "private|spare|free time|life", "under one|the|your ?same roof",
	"live|living|lived with", "people at home", "share a|your flat|house|home|bed", "the house $|and|or|you", "way of life", NULL };
static const char *const health_phrases[] = {
	"medical|health|physical|mental|chronic|genetic|hereditary predisposition|risk|condition|conditions|limitation|limitations|problem|problems|issue|issues|illness|illnesses|disorder", "medical|health exam|examination|test|tests|certificate", "hot flushes", "panic attacks", "blood pressure|sugar", "eating disorder|disorders", "medical|health|mental|financial|political|criminal|family|psychological|religious|spiritual|genetic|racial|ethnic|legal|cultural|marital|domestic history|problem|problems|issue|issues|condition|conditions|situation|worry|worries|crisis|appointment|appointments|matters|status|background|past|view|views|belief|beliefs|convictions|leanings|trouble|troubles|commitments|obligations|duties|life|record|needs|test|tests|check|practice|practices|holidays|debts|state|difficulties|ties|identity|community|roots|group|mix|traditions|offence|disorder|illness|diseases|defect", "health|family $|and|or|to|in|for|mean|affect|affects|at|when|while|over|as", "in|to|into hospital $|or|and|for|last|as|when", "worker|workers compensation", "sick days", "glasses|pints|bottles|drinks|glass of wine|beer|gin|whisky", "off sick", "sick leave|days", "laid up", "signed off",
	"see|saw|seen a specialist|doctor|counsellor|therapist|shrink", "check up", "since the operation|accident",
	"heart trouble|attack|disease", "aids do|did|would|will", "the dark|darkest time|times|place|period", NULL };
static const char *const age_phrases[] = {
	"grow|grew|growing up", "at school $|what|how|did", "were a child|kid|boy|girl|teenager|baby", "were young|younger|little|small",
	"leave|left|finish|finished school", "somethings ?team", "stage|point|phase|time in|of life", "years left", "not yet born", NULL };
static const char *const law_phrases[] = {
	"behind bars", "the law", "police ?station|car|cell|custody|record|computer|file|database|do|did|treat|stop|stopped|pick|"
	  "picked|take|took|find|found|search|searched|have|had|say", "court date", "driving ban", "front of a|the judge|court|magistrate", NULL };
static const char *const forces_phrases[] = {
	"discharge .. military|army|navy|receive|received", "discharged from the|a ?military army|navy|military|forces", "in uniform .. end|come|came|over|ended|close", "air force .. give|gave|let|leave|left", "military|national service", "army|navy|marines|military|forces|airforce|corps|bundeswehr .. let|"
	  "give|gave|part|parted|keep|kept|dismiss~|discharge~|throw|kick|want|wanted|end|ended|over",
	"leave|left|leaving|quit|quitting the ?armed army|navy|marines|military|forces|airforce|corps", "lose|lost your|you rank", NULL };
static const char *const money_phrases[] = {
	"on|with|from a|this|that|such|our ?a wage|salary|pay|income", "ends meet", "old age", "paid ?you .. late",
	"put|money ?you ?have aside", "fall|fell|falling behind with", "on the house", "loan|loans did|have", NULL };
static const char *const union_phrases[] = { "organised|organized|collective labour|labor", "union .. sign", "organise|organize ... sign", NULL };
static const char *const politics_phrases[] = {
	"political|which|what party|parties", "run|runs|running|govern|rule|lead the|this|our country|nation", "the street|streets", "voted|vote the|for|against|differently",
	"prime minister", "political|party events|meeting|meetings|activities|rallies|group", "which|what|favourite politician|politicians|president|candidate", "the party|parties", "which|what|favourite|your flag", "in power", "in office|charge $|now|at|today|right|since", NULL };
static const char *const love_phrases[] = {
	"out are", "out at|to|with ?the|your work|colleagues|team|people", "go|going|went out with", "same sex", "your type", "in bed",
	"who|whom you ?fancy love|fancy|date|sleep|kiss|are", "opposite sex", "coming out", NULL };
static const char *const german_home_phrases[] = {
	"zu|nach hause", "bei ihnen|dir ?zu ?hause wer|die|jemand|noch", "unter einem dach", "in ihrem|deinem leben", "ein kind|baby erwarten|"
	  "erwartest|bekommen|bekommst", "die kleinen|kinder aus|von|in|zur", NULL };

static const struct sphere english_spheres[] = {
	{ "kin",
	  .state = "<status>|engaged|single|expecting|mother|father|mum|mom|dad|parent|grandparent|"
		"grandmother|grandfather|housewife|homemaker|wife|husband|breadwinner|newlywed|separated|"
		"childfree|infertile|in-laws|widow|widower|orphan|bachelor|adopted",
	  .deed = "marry|conceive|cohabit|babysit|breastfeed",
	  .owned = "husband|wife|wives|spouse|partner|fiance|fiancee|boyfriend|girlfriend|mother|father|mom|"
		"mum|mummy|dad|daddy|parents|sibling|siblings|brother|brothers|sister|sisters|"
		"grandparents|grandparent|grandmother|grandfather|grandma|grandpa|gran|granny|uncle|aunt|"
		"cousin|cousins|nephew|niece|relatives|relations|folks|kin|ex|kids|kid|children|child|son|"
		"sons|daughter|daughters|baby|babies|toddler|newborn|infant|offspring|twins|dependents|"
		"dependants|grandchildren|grandson|granddaughter|stepson|stepdaughter|stepchildren|"
		"stepfather|stepmother|grandchild|grandkid|family|families|household|eldest|firstborn|nanny|babysitter|"
		"childminder|childcare|daycare|marriage|marital|wedding|honeymoon|divorce|pregnancy|"
		"pregnancies|motherhood|fatherhood|parenthood|maternity|paternity|fertility|conception|"
		"miscarriage|abortion|widowhood|caregiver|breadwinner|homemaker|housewife|in-laws|bride|"
		"groom|soulmate|godmother|godfather|godson|ultrasound|contraception|widow|separation",
	  .weak = "separation|anniversary|adoption|foster|custody|dependent|ones|bump",
	  .kin = true,
	  .phrases = kin_phrases,
	  .telling = "breast|breastmilk|pregnancy|motherhood|fatherhood|parenthood|babysitter|nanny|honeymoon|"
		"divorce|miscarriage|ivf|gynaecologist|gynecologist|breastfeeding|stepchildren|wedlock|"
		"toddler|toddlers|spouse|housewife|breadwinner|childcare|childbirth|newborn|maternity|"
		"ultrasound|trimester|contraception|contraceptives|nappies|diapers|bedtime|fertility|"
		"grandchildren|grandkids|pregnant|sterilised|adoption|parenting|sitter|widowhood|orphan|bachelor|marriage|in-law|"
		"engagement-ring" },
	{ "home",
	  .owned = "home|flat|apartment|household|bedroom|landlord|landlady|rent|flatmate|roommate|housemate|"
		"lodger|weekend|weekends|saturdays|sundays|lifestyle|chores",
	  .weak = "house|evenings|life|lives|commute|privacy|holidays|garden|postcode|vacation|vacations|"
		"housing|neighbours|neighbors|neighbourhood|neighborhood",
	  .phrases = home_phrases,
	  .telling = "chores|housework|flatmate|roommate|housemate" },
	{ "body",
	  .state = "tall|fat|thin|skinny|slim|attractive|pretty|handsome|beautiful|bald|ugly|"
		"chubby|petite|tattooed|obese",
	  .owned = "looks|appearance|attractiveness|beauty|physique|weight|height|skin|complexion|hair|"
		"haircut|beard|tattoo|tattoos|piercing|piercings|scar|scars|waist|breasts|bust|bra|makeup|"
		"teeth|bmi|sweating|odour|odor|veil|headscarf|hijab|turban|freckles|birthmark|wig|belly|"
		"muscles|underwear|cleavage",
	  .weak = "figure|shape|size|frame|build|body|clothing|diet|measurements|smile|nails|perfume",
	  .telling = "tattoo|tattoos|piercing|piercings|obesity|bmi|kilos|dieting|wrinkles|wig|makeup|skirt|"
		"heels|lipstick|looks" },
	{ "limbs",
	  .owned = "back|leg|legs|arm|arms|hand|hands|finger|fingers|eye|eyes|ear|ears|knee|knees|hip|hips|foot|feet|"
		"neck|shoulder|shoulders|spine|heart|lungs|stomach|nerves|limb|limbs|hearing|sight|eyesight|bladder|liver|"
		"joints|wrist|wrists|brain|kidneys|face",
	  .guarded = true },
	{ "health",
	  .state = "<ill>|smoker|drinker|alcoholic|addict|healthy|impaired|allergic|"
		"wheelchair-bound|asthmatic|impotent|contagious|able-bodied|suicidal|"
		"traumatised|vaccinated",
	  .deed = "smoke|smoked|vape|suffer|suffered|suffering|faint|fainted|limp|stutter",
	  .owned = "health|illness|illnesses|disease|diseases|disability|disabilities|handicap|impairment|"
		"impairments|diagnosis|medication|medications|tablets|pills|meds|prescription|"
		"prescriptions|therapy|therapist|psychiatrist|psychologist|psychotherapist|doctor|doctors|"
		"physician|gp|surgeon|gynaecologist|gynecologist|dentist|dyslexia|adhd|autism|depression|"
		"anxiety|migraine|migraines|asthma|diabetes|epilepsy|seizure|seizures|pain|pains|stammer|"
		"stutter|lisp|tremor|limp|wheelchair|cane|crutches|prosthesis|prosthetic|implant|"
		"pacemaker|dentures|inhaler|insulin|allergy|allergies|injury|injuries|surgery|hospital|"
		"jabs|vaccination|vaccinations|vaccine|addiction|addictions|drinking|smoking|alcohol|"
		"burnout|breakdown|menopause|dna|genes|gene|genetic|genetics|genome|chemo|chemotherapy|"
		"cancer|tumour|tumor|stroke|symptoms|ailment|ailments|sickness|absences|absence|"
		"psychiatric|medical|wellness|insomnia|hepatitis|hiv|physio|rehab|rehabilitation|impaired|"
		"constitution|bloodline|heredity|checkup|hernia|sciatica|covid|infection|counselling|"
		"sobriety|detox|flushes|bowels|kidney|lifespan|moods|headaches|nausea|trauma|relapse|"
		"treatments|snoring|cholesterol|condition|panic|epileptic",
	  .weak = "operation|scan|scans|period|periods|cycle|accident|drug|condition|memory|fitness|blood|"
		"mood|sick|weakness|disc|vision-loss|restrictions|examination|treatment|limitations|"
		"limitation|appointments|accommodations|sleep|medicine|panic|aids",
	  .phrases = health_phrases,
	  .telling = "medication|medications|prescription|alcohol|therapist|therapy|drinks|mentally|pain|pains|"
		"tablets|pills|seizure|seizures|migraine|migraines|breakdown|surgery|surgeries|chemo|"
		"chemotherapy|cigarette|cigarettes|beers|cannabis|marijuana|weed|disability|disabilities|"
		"handicap|illness|illnesses|disease|diseases|dyslexia|epilepsy|diabetes|cancer|menopause|"
		"rehab|psychiatrist|psychotherapy|crutches|wheelchair|cane|asthma|insomnia|addiction|"
		"hepatitis|hiv|antidepressants|insulin|painkillers|depression|adhd|autism|anxiety|"
		"miscarriage|stroke|burnout|jabs|genes|dna|phobia|medicine|medicines|hernia|sciatica|"
		"flushes|sobriety|detox|hangover|sleeping|covid|vaccine|suicide|drugs|cocaine|heroin|"
		"hereditary|cigars|doctor|doctors|psychologist|fever|mood|moods|headache|dizziness|"
		"fatigue|exhaustion|relapse|cholesterol|nausea|bleeding|incontinence|sleepless|trauma|"
		"transplant|dialysis|biopsy|mammogram|wellness|sick|drinking|smoking|overweight|"
		"accommodations|accommodation|epileptic|faint|sober|allergy|allergies" },
	{ "faith",
	  .state = "<faith>|baptised|baptized|godfearing|devout|pious|saved|observant",
	  .deed = "pray|praying|prayed|worship|worshipped|fasted|fasting|repent",
	  .owned = "faith|religion|religious|church|mosque|synagogue|parish|god|gods|scripture|scriptures|"
		"prayer|prayers|sabbath|pastor|priest|imam|rabbi|vicar|guru|spiritual|spirituality|belief|"
		"beliefs|sacred|baptism|congregation|fasting|crucifix|kippah|hijab|turban|saint|bible|"
		"quran|koran|torah|pilgrimage|worship|denomination|ramadan|lent|easter|christmas|eid|"
		"diwali|hanukkah|atheism|communion|rosary|sect|<faith>",
	  .weak = "cross|fast|confession|confirmation|conversion|devotion|feast|soul|creed|convictions|holy|"
		"temple|congregations",
	  .telling = "saint|feast|religious|denomination|faith|headscarf|hijab|turban|god|gods|allah|jesus|"
		"prayer|prayers|mosque|synagogue|church|sabbath|ramadan|bible|quran|koran|torah|heaven|"
		"hell|afterlife|worship|pilgrimage|hajj|sacrament|baptism|religion|holy|sacred|scripture|"
		"scriptures|crucifix|imam|rabbi|priest|pastor|sermon|sermons|communion|rosary|pork|kosher|"
		"halal|baptised|sect|creed|spiritual|spirituality|church-going|religiously|atheist|"
		"religions|believer|churches",
	  .opinion = true },
	{ "origin",
	  .state = "<people>|citizen|national|foreigner|immigrant|refugee|migrant|native|expat|"
		"alien|naturalised|naturalized|undocumented|stateless|canadian|australian|austrian|swiss|belgian|"
		"norwegian|danish|finnish|czech|slovak|hungarian|bulgarian|serbian|croatian|albanian|thai|"
		"indonesian|malaysian|egyptian|moroccan|algerian|tunisian|lebanese|jordanian|ghanaian|"
		"sudanese|congolese|colombian|venezuelan|argentinian|chilean|peruvian|haitian|dominican|"
		"puerto|welsh",
	  .deed = "emigrate|emigrated|immigrate|immigrated|hail|raised",
	  .owned = "accent|nationality|citizenship|passport|visa|immigration|naturalisation|birthplace|"
		"homeland|surname|roots|heritage|ancestry|ancestors|descent|ethnicity|ethnic|race|racial|"
		"tribe|caste|lineage|hometown|upbringing|residency|embassy|countrymen|compatriots|clan|"
		"exile|asylum|diaspora|birthright|bloodlines|forefathers|origins|origin",
	  .weak = "country|name|culture|cultural|background|village|permission|origin|origins|dialect|"
		"residence|migration|tongue|native",
	  .telling = "ethnically|citizenship|nationality|homeland|accent|embassy|ancestors|ancestry|heritage|"
		"birthplace|passport|visa|ethnicity|race|motherland|naturalisation|residency|hometown|"
		"asylum|dialect|diaspora|racism|emigration|immigration" },
	{ "age",
	  .state = "old|young|older|younger|elderly|aged|aging|ageing|retired|teenager|millennial|boomer|"
		"youngest|oldest|born|twenties|pensioner|thirty|forty|fifty|sixty|seventy|retirement",
	  .deed = "retire|retiring|born|graduate|graduated",
	  .owned = "age|birthday|birthdays|birthdate|birthyear|dob|retirement|pension|twenties|thirties|"
		"forties|fifties|sixties|seventies|youth|childhood|adolescence|boyhood|girlhood|"
		"schooldays|wrinkles|midlife|adolescent|prom|childhoods|generation",
	  .weak = "prime|vintage|graduation|generation|birth|teens",
	  .phrases = age_phrases,
	  .telling = "birthday|birthdays|pension|retirement|childhood|boyhood|girlhood|somethings|wrinkles|"
		"midlife|adolescence|retiring" },
	{ "money",
	  .state = "bankrupt|broke|indebted|insolvent|evicted|garnished|homeless|penniless|wealthy|"
		"solvent",
	  .deed = "owe|owed|inherit|inherited",
	  .owned = "debt|debts|loan|loans|mortgage|savings|finances|financial|creditors|wealth|inheritance|"
		"overdraft|instalments|installments|alimony|bankruptcy|insolvency|landlord|rent|payslip|"
		"gambling|installment|wage-packet|dole|pension-pot",
	  .weak = "bills|benefits|bank|money|shares|property|investments|finance|credit|allowance|welfare|"
		"pocket|overheads|income|upkeep|wallet",
	  .phrases = money_phrases,
	  .telling = "bailiff|bailiffs|mortgage|debt|debts|overdraft|alimony|bankruptcy|eviction|bankrupt|rent|"
		"pawnshop|dole|inheritance|creditors|gambling|casino|lottery|pawn|payday|loan|loans|"
		"financially|wealth|poverty|income|savings" },
	{ "law",
	  .state = "arrested|convicted|jailed|imprisoned|incarcerated|indicted|prosecuted|"
		"handcuffed|detained|felon|ex-offender|sentenced|accused|cautioned",
	  .owned = "arrest|arrests|conviction|convictions|criminal|probation|parole|offence|offense|felony|"
		"bail|cellmate|misdemeanour|misdemeanor|jail|prison|arrested|speeding|parole-officer",
	  .weak = "sentence|caution|verdict|lawsuit|crime|crimes|offences|offenses|warrant|custody|fines",
	  .phrases = law_phrases,
	  .telling = "jail|prison|handcuffs|felony|misdemeanour|misdemeanor|custody|cell|lockup|probation|"
		"parole|crime|crimes|offence|offense|conviction|convictions|court|dui|warrant|lawsuit|"
		"sued|convicted|arrested|jailed|judge|sentence|police" },
	{ "forces",
	  .state = "veteran|reservist|discharged|demobbed|conscripted|drafted",
	  .deed = "desert|deserted",
	  .owned = "discharge|demobilisation|demob",
	  .phrases = forces_phrases,
	  .telling = "dishonourable|dishonorable|desertion|demobilisation|conscription|deserter|court-martial" },
	{ "union",
	  .phrases = union_phrases,
	  .state = "unionised|unionized|unionist",
	  .deed = "unionise|unionize",
	  .owned = "union|unions|unionisation|strike|picket|dues",
	  .telling = "unionise|union|unions|strike|strikes|walkout|picket|stoppage|unionising|unionizing|"
		"unionisation|shop-steward|strikebreakers|unionised|unionized",
	  .opinion = true },
	{ "politics",
	  .state = "republican|democrat|liberal|conservative|socialist|communist|leftist|marxist|"
		"nationalist|populist|libertarian|monarchist|tory|centrist|anarchist|"
		"progressive|woke|left-wing|political|apolitical",
	  .deed = "vote|voted|voting|protested",
	  .owned = "politics|ideology|mp|senator",
	  .weak = "party|vote|votes|political|constituency|ballot",
	  .phrases = politics_phrases,
	  .telling = "election|elections|parliament|politics|president|chancellor|republicans|democrats|tories|"
		"brexit|abortion|war|placard|placards|referendum|ballot|socialism|capitalism|communism|"
		"feminism|monarchy|protest|protests|rally|rallies|congress|senate|populism|government|"
		"governed|immigration|patriotism|petition|populists|communists|socialists|left-wing|"
		"right-wing|candidate|vote|votes|migrants|politically|conservatism|liberalism|nationalism|"
		"elected",
	  .opinion = true },
	{ "love",
	  .alone = true,
	  .state = "<orient>|man|woman|girl|lady|boy|feminist|virgin|closeted|attracted|feminine|masculine",
	  .deed = "fancy|dated|dating",
	  .owned = "gender|sex|sexuality|sexual|orientation|pronouns|virginity|lover|lovers|crush|femininity|"
		"masculinity|manhood|womanhood|feminine|masculine|bisexuality|homosexuality|testosterone|"
		"menstruation|crushes",
	  .weak = "love|coming|female|male|romantic|relationship|relationships",
	  .phrases = love_phrases,
	  .telling = "boyfriend|boyfriends|girlfriend|girlfriends|lover|lovers|closet|sexuality|homosexuality|"
		"gay|lesbian|queer|sex|lgbt|lgbtq|menstruation|crossdressing|transgender|transsexual|"
		"reassignment" },
	{ 0 },
};

static const struct sphere german_spheres[] = {
	{ "kin",
	  .state = "verheiratet|ledig|single|geschieden|verwitwet|schwanger|verlobt|alleinerziehend|"
		"alleinstehend|vergeben|liiert|getrennt|verpartnert|hausfrau|kinderlos|mutter|vater|witwe|"
		"witwer",
	  .deed = "heiraten|heiratest|geheiratet",
	  .owned = "mann|manne|mannes|frau|ehemann|ehefrau|partner|partnerin|lebenspartner|lebenspartnerin|lebensgefahrte|"
		"lebensgefahrtin|verlobter|verlobte|freundin|freund|mutter|vater|eltern|mama|papa|geschwister|bruder|"
		"schwester|grosseltern|oma|opa|grossmutter|grossvater|enkel|enkelkinder|onkel|tante|cousin|verwandten|"
		"verwandtschaft|kind|kinder|kindern|kindes|sohn|sohne|tochter|tochtern|baby|saugling|zwillinge|nachwuchs|"
		"familie|familien~|familiar~|haushalt|ehe|ehepartner|hochzeit|scheidung|trennung|schwangerschaft~|"
		"mutterschaft|vaterschaft|elternzeit|kinderwunsch|kinderbetreuung|tagesmutter|halfte|liebsten|kleinen|"
		"angehorigen|schwiegereltern|schwiegermutter|altester|alteste|jungster|jungste",
	  .kin = true,
	  .phrases = german_home_phrases,
	  .telling = "schwangerschaft|kinderwunsch|nachwuchs|kinderbetreuung|babysitter|tagesmutter|scheidung|"
		"flitterwochen|schwanger" },
	{ "home",
	  .owned = "zuhause|haus|wohnung|heim|vermieter|miete|nachbarn|mitbewohner|wochenende|wochenenden|feierabende|"
		"freizeit|privatleben|leben|lebensstil|lebenswandel|urlaub|feierabend",
	  .telling = "hausarbeit|mitbewohner|privatleben" },
	{ "body",
	  .owned = "aussehen|ausseres|figur|gewicht|grosse|korpergrosse|korper|haut|hautfarbe|haare|haar|frisur|bart|"
		"tattoo|tattoos|tatowierung|tatowierungen|piercing|narbe|narben|konfektionsgrosse|kleidergrosse|attraktivitat|"
		"erscheinung|korperbau|lacheln|zahne|schweiss|kopftuch|kippa|turban|kilos",
	  .telling = "tattoo|tattoos|tatowierung|tatowierungen|piercing|ubergewicht|konfektionsgrosse|kleidergrosse" },
	{ "limbs",
	  .owned = "rucken|bein|beine|beinen|arm|arme|armen|hand|finger|auge|augen|ohr|ohren|knie|hufte|fuss|fusse|fussen|"
		"hals|schulter|herz|lunge|magen|nerven|gehor|sehkraft|gelenke",
	  .guarded = true },
	{ "health",
	  .state = "krank|krankgeschrieben|behindert|schwerbehindert|depressiv|ubergewichtig|"
		"geimpft|raucher|raucherin|alkoholiker~|suchtig|erkrankt|hiv",
	  .deed = "rauchen|rauchst|leiden|leidest|litten",
	  .owned = "gesundheit~|krankheit~|krankenakte|krankengeschichte|krankmeldung~|erkrankung~|leiden|"
		"behinderung~|schwerbehinderung|diagnose|medikament~|tabletten|pillen|therapie|therapeut|"
		"psychiater|psychologe|arzt|arztin|arzte|hausarzt|frauenarzt|depression~|angste|migrane|"
		"asthma|diabetes|epilepsie|anfalle|schmerzen|stottern|rollstuhl|krucken|prothese|horhilfe|"
		"horgerat|brille|allergie|allergien|verletzung|unfall|operation|krankenhausaufenthalt|"
		"impfung|impfungen|impfstatus|sucht|alkoholkonsum|rauchen|trinken|burnout|einschrankung|"
		"einschrankungen|wechseljahre|periode|gene|erbgut|erbanlagen|blut~|krebs|schlaf|"
		"fehlzeiten|krankheitstage|fehltage|korperliche|korperlichen|psychische|psychischen|"
		"ruckenschmerzen|kopfschmerzen",
	  .telling = "behinderung|krankheit|medikamente|schwerbehindertenausweis|alkohol|tabletten|pillen|"
		"krucken|rollstuhl|psychiatrie|chemotherapie|antidepressiva|zigaretten|anfalle|"
		"schwerbehinderung|krankenhaus|klinik|depression|depressionen|burnout|krebs|operation|"
		"fehlgeburt|krankheiten|zigarette|drogen|impfung|therapie|medikament|rollator|entzug|"
		"ruckenschmerzen|schmerzen|arzt" },
	{ "faith",
	  .state = "religios|glaubig|katholisch|evangelisch|muslim|muslimin|moslem|jude|judin|"
		"judisch|christ|christin|getauft|konfessionslos|atheist|atheistin|fromm|"
		"buddhist",
	  .deed = "beten|betest|gebetet|fasten|fastest",
	  .owned = "glaube|glauben|glaubens~|religion|religio~|kirche|kirchengemeinde|moschee|synagoge|tempel|gott|gebet|"
		"gebete|gebets~|sabbat|pfarrer|imam|rabbiner|seele|konfession|kreuz|taufe|konfirmation|gemeinde|bibel|koran|"
		"weltanschauung|fastenzeit|fastenmonat|ramadan",
	  .telling = "gott|allah|jesus|gebet|gebete|moschee|synagoge|kirche|sabbat|ramadan|bibel|koran|himmel|"
		"holle|religion|fastenmonat|fastenzeit|wallfahrt|heilig|heilige|heiligen|gottesdienst|"
		"gebets~|schweinefleisch|beichte|zuckerfest|weihnachten|ostern",
	  .opinion = true },
	{ "origin",
	  .state = "auslander|auslanderin|staatsburger~|staatsangehorig~|muttersprachler~|"
		"deutscher|turke|turkin|pole|polin|asylbewerber~|fluchtling",
	  .deed = "aufgewachsen|eingewandert|geflohen|stammst",
	  .owned = "akzent|nationalitat|staatsangehorigkeit|staatsburgerschaft|pass|reisepass|visum|aufenthalts~|"
		"geburtsort|geburtsland|heimat~|nachname|nachnamen|name|namen|familienname|vorname|wurzeln|herkunft~|"
		"abstammung|vorfahren|ahnen|ethnie|rasse|kultur|muttersprache|dorf|kindheit|asylantrag|migrations~|land",
	  .telling = "staatsangehorigkeit|muttersprache|migrationshintergrund|aufenthaltstitel|aufenthaltserlaubnis|staatsburgerschaft|einburgerung|heimat|vorfahren|nationalitat|"
		"asylantrag|asyl|visum" },
	{ "age",
	  .state = "rentner|rentnerin|geboren",
	  .deed = "geboren",
	  .owned = "alter|lebensalter|geburtstag|geburtsjahr|geburtsdatum|jahrgang|generation|rente|ruhestand|pension|"
		"jugend|kindheit|schulzeit|renteneintritt|lebensphase|lebensabschnitt",
	  .telling = "rente|ruhestand|renteneintritt|pensionierung|geburtstag" },
	{ "money",
	  .state = "verschuldet|pleite|uberschuldet|insolvent",
	  .owned = "schulden|kredit|kredite|kredit~|hypothek|ersparnisse|finanzen|vermogen~|geld|konto|kontostand|bank|erbe|"
		"schufa|miete|rechnungen|insolvenz|privatinsolvenz|unterhalt|lebensunterhalt|finanzielle|finanziellen|"
		"glaubiger|sparbuch|einkommen|verhaltnisse",
	  .telling = "kredit|kredite|schulden|privatinsolvenz|schufa|pfandung|gerichtsvollzieher|hypothek|monatsende|miete|alimente" },
	{ "law",
	  .state = "vorbestraft|verhaftet|verurteilt|inhaftiert|festgenommen|angeklagt|straffallig",
	  .owned = "vorstrafe|vorstrafen|verurteilung|strafregister|fuhrungszeugnis|haftstrafe|bewahrung|bewahrungshelfer|"
		"strafe|verhaftung|straftat|straftaten|punkte",
	  .telling = "gefangnis|haft|knast|bewahrung|vorstrafe|vorstrafen|straftat|handschellen|gericht" },
	{ "forces",
	  .owned = "wehrdienst|entlassungspapiere|dienstgrad", .telling = "wehrdienst|fahnenflucht" },
	{ "union",
	  .state = "gewerkschaftsmitglied|gewerkschafter~",
	  .deed = "gestreikt",
	  .owned = "gewerkschaft~",
	  .telling = "gewerkschaft~|streik|streiks|warnstreik|arbeitskampf",
	  .opinion = true },
	{ "politics",
	  .state = "parteimitglied|konservativ",
	  .owned = "partei|politik|politische|politischen|wahlverhalten|parteibuch|stimme",
	  .telling = "partei|wahl|bundestagswahl|wahlen|politik|regierung|kanzler|kanzlerin|politiker|demonstration|afd|spd|"
		"cdu|fdp|grunen|abtreibung|krieg|fluchtlingspolitik|parlament|bundestag",
	  .opinion = true },
	{ "love",
	  .alone = true,
	  .state = "schwul|lesbisch|homosexuell|heterosexuell|bisexuell|trans|transgender|transsexuell|queer|"
		"frau|mann",
	  .owned = "geschlecht~|sexual~|sexuelle|sexuellen|orientierung|liebesleben|geliebter|geliebte|outing|out|"
		"weiblichkeit|mannlichkeit|weibliche|mannliche|liebe|madchenname|madchennamen|geburtsname",
	  .telling = "schwul|lesbisch|homosexuell|bisexuell|outing|sexualitat|homosexualitat" },
	{ 0 },
};

const struct tongue tongues[] = {
	{ .language = "en",
	  .sphere = english_spheres,
	  .your = "your",
	  .you = "you|yourself",
	  .yours = "yours",
	  .lived = english_lived,
	  .span = "time|times|years|days|months|stay|spell|past|history|trouble|troubles|brush|brushes|problems|"
		"life|dealings|feelings|view|views|opinion|thoughts|stance|record|plans|involvement|career",
	  .third = "people|patient|patients|resident|residents|customer|customers|client|clients|guest|guests|"
		"pupil|pupils|student|students|passenger|passengers|tenant|tenants|member|members|applicant|"
		"applicants|employee|employees|staff|worker|workers|user|users|shopper|shoppers|visitor|"
		"visitors|caller|callers|donor|donors|buyer|buyers|seller|owner|owners|witness|witnesses|"
		"suspect|suspects|victim|victims|prisoner|prisoners|inmates|offenders|voter|voters|reader|"
		"readers|viewers|audience|participant|participants|respondents|teenager|teenagers|carer|"
		"carers|refugee|soldiers|soldier|troops|recruits|veterans|veteran|reservists|couple|couples|"
		"bride|widow|widower|families|toddlers|babies|kids|children|child|boy|girls|parents|parent|"
		"relatives|somebody|anybody|someone|anyone|everyone|person|he|she|him|her|his|hers|himself|"
		"herself|citizens|homeowner|driver|drivers|player|players|athlete|athletes|believers|"
		"volunteers|debtor|debtors|borrower|borrowers|manager|managers|mother|father|claimant|"
		"director|directors|minister|mayor|delegates|reporter|journalist|organiser|organizer|lawyer|"
		"chaplain|representative|rep|management|supplier|suppliers|counsellor|politicians|politician|"
		"colleague|coworker",
	  .head = "team|teams|class|classes|classroom|department|app|apps|data|dataset|project|projects|code|course|"
		"lesson|lessons|report|reports|survey|surveys|campaign|campaigns|policy|policies|ward|clinic|shop|product|"
		"products|service|services|court|law|portal|website|page|system|systems|model|models|budget|training|case|"
		"cases|research|conference|event|events|coverage|station|office|shift|shifts|rota|software|database|api|"
		"form|forms|process|processes|procedure|planning|planner|strategy|negotiations|statistics|chart|charts|"
		"article|menu|kitchen|store|warehouse|workshop|lab|industry|sector|laws|application|applications|claims|"
		"nursing|debate|debates|machine|machines|equipment|files|platform|tool|tools|analysis|trial|trials|room|"
		"rooms|logistics|unit|units|section|firm|company|business|line|lines|practice|accounts|group|groups",
	  .anchor = "data|dataset|project|code|course|lesson|lessons|report|reports|survey|surveys|campaign|"
		"campaigns|policy|policies|product|products|service|services|law|portal|website|system|"
		"systems|model|models|budget|training|case|cases|research|conference|event|events|coverage|"
		"software|database|api|procedure|planning|strategy|negotiations|statistics|chart|charts|"
		"article|laws|application|applications|claims|nursing|files|analysis|trial|trials|study|"
		"studies|design|treatment|talks|essay|script|procurement|convoy|depot|experiment|poster|"
		"rules|regulations|network|advert|adverts|counselling|charity|content|algorithm|feature|features|workflow|class|"
		"classes|polling|ward|wards|unit|magazine|magazines|film|newspaper|novel|book",
	  .trade = "work|working|job|professional|career|trade|business|company|former|previous|industry",
	  .stop = "in|on|at|for|from|with|without|to|of|by|about|into|over|under|after|before|during|while|when|if|because|"
		"that|which|who|what|how|why|where|and|or|but|so|than|as|is|are|was|were|be|been|do|does|did|will|would|can|"
		"could|should|may|might|must|have|has|had|you|i|we|they|he|she|it|us|them|the|a|an|this|these|those|your|our|"
		"not|out|up|off|through|between|against|towards|toward|around|like|given|since|until|where",
	  .take = "use|used|wear|wearing|need|see|seen|want|visit|join|joined|take|taken|consult|hold|carry|"
		"tried|try|own|owe|speak|undergo|undergone",
	  .modal = "have|had|has|need|needed|going|able|want|wanted|manage|managed",
	  .self = "yourself",
	  .wish = "plan|planning|hope|hoping|want|intend|expect|going|like|likely|able|think|thinking|of|about|considering",
	  .bid = "ask|asks|asked|beg|begs|begged|invite|invites|invited|tell|tells|told|order|orders",
	  .onto = "supports|support|supported|for|of|with|on|to|from|by|about|at|keep|keeps|kept|make|makes|made|let|lets|give|gives|gave|treat|treated|"
		"help|helps|helped|stop|stopped|bring|brings|brought|tell|told|hold|take|takes|took|hit|hits|bother|"
		"affect|affects|cost|cause|paid|pay|handed",
	  .being = "am|are|is|was|were|be|been|being|become|became|becoming|feel|felt|identify|consider|seem|look|remain",
	  .like = "be|being|becoming|as",
	  .what = "a|an|the|as|of|from|one|yourself|currently|still|openly|really|very|too|quite|rather|"
		"actually|ever|already|now|also|again|registered|proud|our|only|practising|practicing|single|"
		"working|full|part|yet|not|happily|recently|by|chance|legally|my|half|more|going|to|be|been|"
		"getting|just|senior|legal|permanent|main|sole",
	  .of = "in|on|at|for|of|with|from|under|who|whose|whom|that|to",
	  .have = "have|had|having|got|get|lose|lost",
	  .undergo = "be|been|being|am|are|is|was|were|have|had|having|get|got|getting|gotten|suffer|suffered|take|"
		"took|taken|taking|live|lived|living|lose|lost|miss|missed|leave|left|leaving|go|went|gone|"
		"come|came|earn|become|became|fall|fell|feel|felt|spend|spent|cope|survive|survived|face|"
		"faced|experience|experienced|undergo|underwent|end|struggle|battle|battled|wear|smoke|reach|"
		"swallow|recover|recovered|attend|attended|belong|pay|paid|owe|serve|served|seen|worn|commit|"
		"committed|face|marry|drink|drank|declare|declared|file|filed|treated|tested|share|eat|"
		"celebrate|observe|obtain|receive|received|apply|renew|travel|broke|break|broken|sharing|grow|"
		"growing|save|saved|quit|earned|sleep|overcome|overcame|beat|hide|worry|practise|practice|"
		"unwind|relax",
	  .past = "did|were|was",
	  .act = "handle|handled|deal|dealt|work|worked|calm|support|supported|help|helped|prepare|prepared|plan|planned|explain|"
		"teach|taught|organise|organised|organize|treat|train|trained|lead|led|run|ran|solve|settle|resolve|negotiate|report|"
		"answer|answered|reply|replied|diagnose|involve|arrange|document|monitor|persuade|"
		"convince|interview|inspect|audit|assess|brief|draft|review|supervise|mediate|"
		"cover|write|wrote|build|built|design|care|cook|serve|sell|sold|check|test|respond|react|reach|manage|approach|"
		"tackle|advise|represent|investigate|conduct|process|record|set",
	  .opine = "think|thought|feel|felt|stand|believe|support|like|dislike|admire|prefer|want|see|say|vote|"
		"voted|trust|favour|favor|blame|hope|love|hate|agree|make|get|join|joined|walk|walked|change|"
		"look|follow|speak|regard|worry|post|call",
	  .small = "ever|really|still|also|now|personally|actually|perhaps|usually|often|generally|normally|"
		"already|once|first|last|just|never|always|ever|currently|recently|do|did|would|will|could|"
		"can|should|may|might|not|own|to|yourself|privately|a|an|the|any|some|your|much|many|most|so|"
		"far|serious|bad|long|new|cannot|rather|ideally",
	  .frame = "tell|share|describe|say|explain|mind|talk|let",
	  .safe = "protect|protecting|strain|straining|hurt|hurting|spare|sparing|save|saving|rest|care|harm|"
		"harming|injure|injuring|damage|damaging|keep|keeping|wash|washing|clean|dry|warm|raise|"
		"raising|off|trust|train|guard|lift|lifting|eye|turn|lend|put|burn|burning|ruin|ruining|"
		"straight|breaking|break",
	  .spared = "clean|dry|warm|safe|steady|free|spared|busy|full|on|off|straight|protected|get|tired|dirty|"
		"clear|together|cold"},
	{ .language = "de",
	  .verb_first = true,
	  .sphere = german_spheres,
	  .your = "+ihr|+ihre|+ihren|+ihrem|+ihrer|+ihres|dein|deine|deinen|deinem|deiner|deines",
	  .you = "+sie|+ihnen|du|dich|dir",
	  .lived = german_lived,
	  .span = "zeit|jahre|tage|aufenthalt|vergangenheit|geschichte|arger|meinung|haltung|einstellung",
	  .third = "patient~|bewohner~|kunde|kunden|kundin|kundinnen|gast|gaste|gasten|gastes|schuler~|fahrgast~|mieter~|"
		"bewerber~|mitarbeiter~|beschaftigte~|kollege|kollegen|kollegin|kolleginnen|besucher~|anrufer~|spender~|"
		"kaufer~|zeuge|zeugen|zeugin|opfer|gefangene~|wahler~|leser~|teilnehmer~|jugendliche~|jemand|jemanden|"
		"jemandem|mandant~|klient~|angehorige|angehorigen|soldat~|gefluchtete~|paar|paare|ehepaar|braut|witwe|witwer|"
		"mutter|vater|eltern|kind|kinder|kindern|menschen|rollstuhlfahrer~|schuldner~|kreditnehmer~|er|ihm|ihn|"
		"seine|seiner|seinen|seinem|deren|dessen|mitglieder|mitgliedern|familien|nutzer~|kundschaft|"
		"auszubildende~|eigentumer~|fahrer~|journalist~|reporter~|pfarrer|gewerkschafter~",
	  .head = "team|teams|klasse|abteilung|app|daten|projekt|projekte|code|kurs|unterricht|bericht|umfrage|kampagne|"
		"station|laden|produkt|produkte|system|modell|budget|schulung|studie|tagung|veranstaltung|buro|schichten|"
		"dienstplan|software|formular|prozess|verhandlung|verhandlungen|statistik|artikel|menu|kuche|lager|"
		"werkstatt|plakat|branche|seite|maschine|gerat|knoten|prozesse",
	  .anchor = "daten|projekt|code|kurs|unterricht|bericht|umfrage|kampagne|produkt|produkte|system|modell|budget|"
		"schulung|studie|tagung|veranstaltung|software|formular|prozess|verhandlung|verhandlungen|statistik|artikel|"
		"plakat|knoten|tarif~|planen|seite|schichten|klasse",
	  .trade = "arbeits~|arbeit|beruf|beruflich~|vorgesetzte~|aufgaben|letzte|letzten",
	  .stop = "in|im|an|am|auf|fur|von|vom|mit|ohne|zu|zum|zur|bei|beim|uber|unter|nach|vor|wahrend|wenn|weil|dass|der|"
		"die|das|den|dem|des|ein|eine|einen|und|oder|aber|als|ist|sind|war|waren|hat|haben|hatte|wird|wurde|wurden|"
		"kann|sie|du|er|es|wir|was|wie|wer|wo|warum|aus|um|durch|gegen|bis|seit|nicht",
	  .onto = "hat|hatte|bringt|brachte|macht|machte|halt|hielt|trifft|liess|lasst|fur|mit|bei|von|uber|an|auf",
	  .being = "sind|bist|waren|warst|werden|wirst|wurden|wurdest|seien",
	  .like = "als",
	  .what = "einzige|einziger|junge|junger|altere|alterer",
	  .of = "in|aus|von|mit|bei|im|der|die|das|deren|dessen",
	  .have = "haben|hast|hatten|hattest|bekommen|erwarten|erwartest",
	  .undergo = "haben|hast|hatten|hattest|sind|bist|waren|warst|werden|leben|lebst|nehmen|nimmst|brauchen|"
		"verloren|leiden|leidest|litten|gehen|gehst|kommen|kommst|kamen|uberstehen|uberstanden|"
		"bekommen|zahlen|bezahlen|fuhlen|tragen|rauchen|verlassen|besuchen|feiern|standen|stehen|"
		"mussten|wollen|mochten|saßen|sassen|verbringen|glauben|beten|fasten|trinken|trinkst|nehmen|"
		"gehoren|angehoren|wahlen|gewahlt|beitreten|waren|wohnen|leben|tun|tust|greifen|greifst|"
		"machen|machst",
	  .past = "hatten|hattest|waren|warst",
	  .act = "abgelehnt|bewilligt|vergeben|gepruft|bearbeitet|beraten|verkauft|erklart|verhandelt|betreut|"
		"behandelt|unterrichtet|gepflegt|dokumentiert|organisiert|begleitet|versorgt|vermittelt|"
		"geschult|vorbereitet|gemeldet|untersucht|erfasst|berechnet|moderiert",
	  .opine = "denken|denkst|halten|haltst|meinen|stehen|stehst|standen|finden|glauben|unterstutzen|wahlen|wahlten|"
		"fuhlen|haben",
	  .small = "in|nachsten|jahren|irgendwann|einmal|private|chronische|laufende|weitere|kleine|regelmassig|keine|bereits|derzeit|zurzeit|momentan|aktuell|eigentlich|personlich|schon|auch|noch|denn|sich|ein|eine|einen|die|der|das|den|dem|viele|viel|so",
	  .safe = "schonen|schutzen|belasten|schaden|leidet|schont|sauber|frei",
	  .spared = "sauber|frei|schont|leidet|geschont|geschutzt|belasten|schonen|schaden|verletzen|schutzen|"
		"gefahrden|uberlasten" },
	{ .language = NULL },
};
/* clang-format on */

const struct tongue *tongue_of(const char *language)
{
	for (const struct tongue *t = tongues; t->language; t++)
		if (strcmp(t->language, language) == 0)
			return t;
	return NULL;
}
