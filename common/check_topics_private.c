/* Protected topics: what somebody lives through, believes and owns. How patterns are written: check_words.h.
 * Words are folded: "für" is "fur". */
#include "common/check_topics.h"

#include <stddef.h>

/* clang-format off */
const char *const topic_health[] = {
	"your ?<fill> ?<fill> disability|disabilities|illness|illnesses|diagnosis|eyesight|allergies|"
	  "handicap|impairment|weight|height|bmi|therapist|psychiatrist|psychologist|wheelchair|dna|"
	  "genes|genetic|genetics|disease|limp|scars|scar|depression|anxiety|adhd|autism|vaccination|"
	  "surgery|miscarriage|addiction|injuries !tests|counselling|counseling",
	"your ?<fill> ?<fill> health|medical|mental|sickness|sick|disability|psychiatric|hospital|"
	  "vaccination|hiv|blood|drug|alcohol|drinking|smoking|injury|physical|illness|absence|family "
	  "?health|medical history|conditions|condition|records|record|problems|issues|status|"
	  "limitations|limitation|health|leave|days|absences|absence|type|use|habits|habit|state|"
	  "concerns|impairment|restrictions|past|wellbeing|test|results|pressure|fitness|insurance|needs",
	"your health ?$|, is|affect|like|in|today|and|or|at|been|allow|prevent|good|these|permit",
	"your ?<fill> health",
	"what|which ?<fill> medical|health|mental|physical|chronic ?health condition|conditions|"
	  "problems|issues|limitations do|did|have|are you",
	"how is your ?<fill> health|back|heart|hearing|eyesight|mental",
	"your ?<fill> medication|medications|doctor|doctors $|say|for|affect|is|are|or|said|every|and|"
	  "prescribed",
	"<aux> you ?<fill> ?<fill> ?<fill> <ill> ?$|or|by|in|with|and|at|against|for|enough|often|last|"
	  "a|now|during|person|if|from|since|to|that|because",
	"you are|were|get|got|fall|became|become|feel ?<fill> ?<fill> <ill> !to|people|users|patients|"
	  "residents|accounts|customers",
	"<aux> you ?<fill> ?<fill> in ?<fill> good|poor|bad|perfect|excellent ?physical|mental health|"
	  "shape|condition",
	"<aux> you ?<fill> ?<fill> healthy|able|fit|physically bodied|$|or|and|enough|disabled|"
	  "impaired|limited|healthy",
	"do|did|have|had|if|whether|are|were|ever|you|when|that ?<fill> you ?<fill> ?<fill> ?<fill> "
	  "?<fill> ?suffer|suffered|suffering|diagnosed|treated|live|living|struggle|struggled|"
	  "struggling|deal|dealt|experienced|battled|battling|recovering|recovered ?<fill> ?from|with|"
	  "for|against ?<fill> ?<fill> ?mental ?physical ?back ?heart ?medical ?health <disease>|"
	  "condition|conditions|problems|issues|attack|limitations|limitation|disorder|disorders|trouble|"
	  "restrictions !in|of|on|with ?a ?patient|with",
	"you ?<fill> ?<fill> suffer|suffered|suffering|suffers from",
	"you ?<fill> ?<fill> diagnosed|hospitalised|hospitalized|institutionalised|institutionalized|"
	  "vaccinated|immunised|operated",
	"you ?<fill> ?<fill> treated for|by ?<fill> ?<fill> <disease>|mental|psychiatrist|doctor|"
	  "condition|conditions",
	"you ?<fill> ?<fill> in|been|to|had ?<fill> hospital|rehab|therapy|counselling|counseling|"
	  "psychiatric|treatment|detox|wheelchair|psychotherapy $|for|or|before|recently|as|patient|"
	  "lately|last|to",
	"you ?<fill> ?<fill> ?<fill> take|taking|on|use|using|taken|need|prescribed ?<fill> ?<fill> "
	  "?prescription <meds> !orders|order|round|rounds|to|from|history|errors|error|safely|trolley|"
	  "correctly|for|out|off|between|home",
	"what|which ?<fill> ?<fill> <meds> are|do|were|have you ?<fill> on|taking|take|taken|use|using "
	  "?$|or|for|daily|regularly|at|every|and|currently",
	"how|many|often|much ?many|much ?often .. sick|sickness|illness|ill|absent|absence ?days|leave|"
	  "day .. you|your|last|did|have|do",
	"how often|many ?times|days are|were|have|did|do you ?<fill> ?<fill> ?<fill> sick|ill|absent|"
	  "unwell|miss|missed|call|take|took|off ?in|off ?sick|ill|work|days|$|from|due|because|due|with",
	"days ... you ?<fill> ?<fill> sick|ill|absent|miss|missed|off|call|called ?sick|in|out|work|"
	  "due|from|because|last",
	"you ?<fill> ?<fill> call|called|calling ?in|out|off sick|ill",
	"you ?<fill> ?<fill> ?often ?<fill> ?take|took|taken|use|used|had|need ?<fill> ?<fill> ?long "
	  "?much ?many sick|sickness|stress|disability|medical leave|days|day|benefits|absence|time",
	"you ?<fill> ?<fill> ?file|filed|claimed|received|receive|claim|collect|collected|made ?<fill> "
	  "?for ?<fill> worker|workers|disability|injury ?compensation|comp|benefits|claim|claims|"
	  "pension|payments",
	"do|did|are|were|have|if|whether|often|much you ?<fill> ?<fill> smoke|drink|vape|drinker|"
	  "smoker|smoking|drinking|smoked|vaping|sober ?$|or|alcohol|cigarettes|socially|heavily|and|on|"
	  "at|after|too|much|tobacco|during|weed|beer|every",
	"you ?<fill> ?<fill> use|used|take|do|taken|tried|taking|done|using|smoke|smoked|addicted|"
	  "consume ?<fill> ?to ?<fill> ?illegal|recreational|hard|illicit drugs|marijuana|cannabis|"
	  "cocaine|weed|alcohol|narcotics|tobacco",
	"family ?<fill> ?medical|health history|illness|illnesses|disease|diseases ?of ?<fill> "
	  "<disease>|$|you|mental|heart|your|health|medical|genetic",
	"history of ?<fill> ?<fill> ?mental ?heart ?back <disease>|problems|illness|trouble|pain ... "
	  "you|your|family|parents|$",
	"run|runs|ran in ?your ?the your|family ?$|family",
	"your family ?<fill> ?<fill> have|has|had ?<fill> ?<fill> history|genetic|<disease>|illness|"
	  "hereditary",
	"hereditary|genetic|inherited disease|diseases|condition|conditions|disorder|disorders|illness|"
	  "illnesses|predisposition|testing|test ... you|your",
	"you ?<fill> ?<fill> ?<fill> carry|have|undergone|had|done|taken ?<fill> ?<fill> hereditary|"
	  "genetic|dna|gene|inherited",
	"you ?<fill> ?<fill> ?<fill> need|require|needing|request ?<fill> ?<fill> ?reasonable ?special "
	  "?workplace accommodation|accommodations|adjustments|adjustment|wheelchair !for|to",
	"you ?<fill> ?<fill> ?<fill> have|had|having|got|suffer ?from ?<fill> ?<fill> ?<fill> medical|"
	  "health|back|heart|physical|mental|psychological|psychiatric|drinking|drug|alcohol|learning|"
	  "hearing|sleep|vision|weight condition|conditions|problem|problems|issue|issues|limitation|"
	  "limitations|health|trouble|attack|illness|impairment|impairments|disorder|disability|history|"
	  "restrictions|difficulties|pain|injury|injuries|breakdown|habit|loss",
	"you ?<fill> ?<fill> ?<fill> have|had|having|got|has|live ?with ?<fill> ?<fill> ?<fill> "
	  "<disease> ?$|or|that|which|we|before|in|and|as|at|due|because|affecting|such|during|like|"
	  "recently",
	"?<fill> ?<fill> disability|disabilities|condition|conditions|illness|illnesses|problems|"
	  "issues|impairment|impairments|limitation|limitations|health|ailment|ailments|allergies|"
	  "injuries ?that|which|problems|we ?might|could|would|may|will|can|that|should|which|issues "
	  "?might|could|would|may|will prevent|affect|limit|interfere|keep|stop|hinder|impact|restrict|"
	  "know|impair ?with ... you|your|about|job|work|attendance|performance|$",
	"you ?<fill> ?<fill> ?<fill> see|seen|seeing|visit|visited|consult~|talked|saw ?<fill> ?to "
	  "?<fill> therapist|psychiatrist|psychologist|doctor|counsellor|counselor|shrink|specialist "
	  "!about|on|prescribe|make|when",
	"you ?<fill> ?<fill> ?<fill> hiv|positive|std|covid|contagious ?$|positive|or|negative|status",
	"you ?<fill> ?have|had|got ?<fill> ?<fill> covid|vaccine|vaccination|vaccinations|shots|jab|"
	  "vaccinated|booster",
	"your ?<fill> ?physical ?personal body|figure|appearance|looks|tattoo|tattoos|piercing|"
	  "piercings|hair|beard|breasts|bra|waist|measurements|attractive|attractiveness|beauty|legs|"
	  "smile|makeup|physique|teeth|face|size|clothing|dress|diet|bodyweight",
	"<meds> are|have you ?<fill> ?<fill> taking|on|taken|using",
	"you ?<fill> ?<fill> tested|test ?positive|negative for ?<fill> hiv|hepatitis|drugs|covid|aids",
	"how tall|heavy|fat|big|fit are|is you",
	"how much ?<fill> do|did|does you ?<fill> weigh",
	"what ?<fill> do you ?<fill> weigh",
	"you ?<fill> ?<fill> weigh|lose|lost|gain|gained ?<fill> ?any ?much ?too ?lots ?of weight|much|"
	  "pounds|kilos|$",
	"<aux> you ?<fill> ?<fill> ?too attractive|pretty|fat|tall|thin|skinny|handsome|beautiful|bald|"
	  "short|ugly|chubby|heavy|petite ?$|or|for|enough|and",
	"you ?<fill> wear|have|wearing|got|any ?<fill> ?<fill> ?visible makeup|skirt|skirts|heels|"
	  "tattoos|piercings|lipstick|wig|dentures|glasses",
	"+ihr|+ihre|+ihrer|+ihren|+ihrem|+ihres|dein|deine|deiner|deinen|deinem ?<fill> ?<fill> "
	  "?psychische|psychischen|korperliche|korperlichen|gesundheitliche|gesundheitlichen gesundheit|"
	  "gesundheitszustand|behinderung|krankheit|krankheiten|erkrankung|erkrankungen|gewicht|grosse|"
	  "korpergrosse|korpergewicht|aussehen|krankenakte|diagnose|medikamente|arzt|therapie|"
	  "krankengeschichte|krankheitstage|fehlzeiten|schwerbehinderung|tattoos|figur|korper|verfassung|"
	  "therapeut|impfstatus|gene|erbkrankheiten|allergien|einschrankungen|einschrankung|probleme|"
	  "korperbau|erscheinung|gesundheitlichen|vorerkrankungen|erbanlagen|behinderungsgrad|"
	  "gesundheitszustandes|gesundheitszustands",
	"sind|bist|waren|warst sie|du ?<fill> ?<fill> ?<fill> ?korperlich|gesundheitlich|psychisch "
	  "krank|krankgeschrieben|behindert|schwerbehindert|gesund|depressiv|ubergewichtig|geimpft|"
	  "raucher|raucherin|alkoholiker|suchtig|abhangig|erkrankt|fit|belastbar|eingeschrankt|hiv|"
	  "therapie|behandlung|vorbelastet",
	"haben|hast|leiden|leidest|hatten|litten sie|du ?<fill> ?<fill> ?<fill> ?<fill> ?an|unter "
	  "?<fill> ?<fill> ?korperliche|gesundheitliche|psychische|chronischen|psychischen krankheit|"
	  "krankheiten|erkrankung|erkrankungen|behinderung|schwerbehinderung|depressionen|depression|"
	  "diabetes|krebs|allergien|einschrankungen|beschwerden|probleme|ruckenprobleme|vorerkrankungen|"
	  "hiv|erbkrankheiten|schwerbehindertenausweis|burnout|krankheitstage|fehltage|epilepsie|asthma|"
	  "tattoos",
	"leiden|leidest|litten sie|du",
	"nehmen|nimmst|brauchen sie|du ?<fill> ?<fill> medikamente|drogen|antidepressiva|tabletten|"
	  "pillen",
	"rauchen|rauchst|trinken|trinkst sie|du ?<fill> ?$|alkohol|oft|viel|regelmassig|oder",
	"wie oft|viele|haufig|lange ?tage ?waren|sind|fehlten|krankheitstage|fehltage|warst ... sie|du|"
	  "krank|krankgeschrieben|$ .. krank|krankgeschrieben|krankheitsbedingt|gefehlt|hatten",
	"sie|du ?<fill> ?<fill> in ?<fill> therapie|psychotherapie|behandlung|klinik",
	"wie gross|schwer|viel sind|wiegen|bist|wiegst sie|du",
	"in +ihrer|deiner familie ... krankheit~|erkrankung~|erbkrank~",
	NULL,
};

const char *const topic_arrest[] = {
	"you ?<fill> ?<fill> ?<fill> ?<fill> arrested|convicted|jailed|imprisoned|incarcerated|"
	  "indicted|prosecuted|handcuffed|detained",
	"you ?<fill> ?<fill> charged with|for ?<fill> crime|criminal|offence|offense|felony|theft|"
	  "misdemeanor|assault|dui|anything",
	"your ?<fill> ?<fill> criminal|arrest|police|conviction|prison|jail|legal|court record|history|"
	  "past|background|convictions|offences|offenses|arrests|troubles|sentence|problems|time",
	"your ?<fill> ?<fill> arrest|arrests|conviction|offence|felony|parole|probation officer",
	"you ?<fill> ?<fill> ?<fill> have|had|got ?<fill> ?<fill> criminal|arrest|police|court ?<fill> "
	  "record|conviction|convictions|past|history|background|arrests|charges|case",
	"you ?<fill> ?<fill> ?<fill> have|had|got ?<fill> ?<fill> convictions|arrests|dui|felony|"
	  "felonies|misdemeanors|warrants|asbo",
	"criminal|arrest|police record|history|past|convictions ... you|we|$ !of|check",
	"you ?<fill> ?<fill> serve|served|spent|done|been|spend|gone|went|in|go ?<fill> ?<fill> ?time "
	  "?a|night|day ?in|behind|to jail|prison|bars|custody|cell",
	"run ins .. you|your",
	"you ... run ins",
	"you ?<fill> ?<fill> commit|committed ?<fill> ?<fill> crime|felony|offence|offense|crimes|"
	  "fraud|theft|serious",
	"you ?<fill> ?<fill> get|got|in|gotten|had ?<fill> ?<fill> ?into ?in trouble|run|problems|"
	  "brush|runin|arrested ?in ?<fill> with ?the law|police|authorities",
	"you ?<fill> ?<fill> on ?<fill> probation|parole|bail",
	"sind|bist|waren|wurden|wurdest|haben|hast sie|du ?<fill> ?<fill> ?<fill> ?<fill> vorbestraft|"
	  "verhaftet|verurteilt|vorstrafen|vorstrafe|inhaftiert|gefangnis|festgenommen|angeklagt|"
	  "straffallig|haftstrafe",
	"sie|du ?<fill> ?<fill> ... vorbestraft|verhaftet|vorstrafen|verurteilt|gefangnis|straftat|"
	  "festgenommen|straffallig",
	"+ihr|+ihre|+ihrer|dein|deine|+ihrem ?<fill> vorstrafen|fuhrungszeugnis|strafregister|"
	  "verurteilung",
	NULL,
};

const char *const topic_military_discharge[] = {
	"dishonourable|dishonorable|honourable|honorable|dishonourably|dishonorably|honourably|"
	  "honorably discharge|discharged",
	"military discharge|discharged",
	"you ?<fill> ?<fill> discharged|released|dismissed|kicked|booted ?out from|of|by ?<fill> "
	  "<force>",
	"your ?<fill> ?military ?army ?navy discharge $|from|status|papers|type|was|characterisation|"
	  "characterization|record",
	"your ?<fill> military|army|navy ?service record|status|discharge|obligation|obligations|"
	  "history|reserve|draft",
	"type|kind|reason|circumstances|nature|terms ... discharge ... military|army|you|navy|service|"
	  "receive",
	"discharge ?<fill> ?<fill> .. you .. receive|received|get|given|have",
	"why|when|how did you ?<fill> leave|quit|exit|get ?<fill> ?<fill> out ?<fill> ?of ?the ?your "
	  "military|army|navy|marines|forces|bundeswehr",
	"why|when|how did you ?<fill> leave|quit|exit|separate ?from the ?armed military|army|navy|"
	  "marines|forces|bundeswehr|national",
	"<aux> you ?<fill> ?<fill> ?<fill> veteran|reservist|vet",
	"you ?<fill> ?<fill> drafted|deployed|called|dodge|dodged|conscripted ?up ?into|to|by ?the ?a",
	"entlassen|entlassung ... bundeswehr|armee|wehrdienst|militar",
	"bundeswehr|wehrdienst|militar|armee ... entlassen|entlassung|unehrenhaft|ausgeschieden|"
	  "verweigert|entlassungsgrund",
	"sie|du ... wehrdienst|bundeswehr|zivildienst ?geleistet|verweigert|$|oder",
	NULL,
};

const char *const topic_union[] = {
	"you ?<fill> ?<fill> ?<fill> ?<fill> join|joined|joining|belong|belonged|member|members|"
	  "support|supported|supporting|organise|organised|organize|organized|unionise|unionize|part|in|"
	  "active|sympathise|sympathize|involved|favour|favor|vote|represented|favor|affiliated|voted "
	  "?<fill> ?<fill> ?to|of|in|for|with|by|a|against ?<fill> ?<fill> ?labor|labour|trade|workers|"
	  "company|works union|unions|unionisation|unionization|unionizing|unionising",
	"your ?<fill> ?labor ?labour ?trade union|unions ?$|membership|activities|activity|dues|"
	  "history|status|card|involvement",
	"your ?<fill> ?<fill> view|views|opinion|opinions|feeling|feelings|stance|attitude|position|"
	  "thoughts|take ?<fill> on|about|of|towards|toward|regarding ?<fill> ?organised ?organized "
	  "?labor ?labour ?trade union|unions|labor|labour|unionisation|unionization|strikes|striking",
	"how|what do|would you ?<fill> ?<fill> feel|think|view about|of|on|if ?<fill> ?joining ?labor|"
	  "labour|trade|our|we|employees|workers|someone ?a union|unions|unionisation|unionization|"
	  "unionized|unionised|tried|formed ?to ?unionize|unionise",
	"you ?<fill> ?<fill> ?pro|anti union",
	"you ?<fill> ?<fill> ?<fill> go|gone|been|went|took|take|taken|participated|join|joined|"
	  "willing ?<fill> ?to ?part ?in ?on ?<fill> strike|strikes|striking|picket|walkout",
	"union member|membership|card|dues|organiser|organizer ... you|your",
	"are|were|have you ?<fill> ?<fill> ?<fill> union|unionised|unionized ?member",
	"sie|du ... gewerkschaft|gewerkschaften|gewerkschaftsmitglied|gewerkschaftlich !vertretern|"
	  "verhandeln|verhandelt|verhandlung",
	"+ihr|+ihre|+ihrer|dein|deine|deiner ?<fill> gewerkschaft|gewerkschaftszugehorigkeit|"
	  "gewerkschaftsmitgliedschaft",
	"gewerkschaft|gewerkschaften ?<fill> ... sie|du ?<fill> ?<fill> ?mitglied|an|bei|beigetreten|"
	  "beitreten|angehoren",
	"wurden|wollen|haben|hatten sie ... streiken|gestreikt|streik|betriebsrat ?grunden|"
	  "teilgenommen|wahlen",
	NULL,
};

const char *const topic_politics[] = {
	"you ?<fill> ?<fill> vote|voted|voting|ballot ?$|for|in|at|last|on ?the ?republican|democrat|"
	  "labour|conservative|green|election|elections|referendum|brexit|president|this|next|time|left|"
	  "right",
	"who|whom|how|what|which .. you ?<fill> ?<fill> ?going ?to ?plan|intend vote|voted|voting|back|"
	  "backed|support ?for ?in|last|at|for|$|ing ?<fill> election|elections|$|referendum|president|"
	  "last|candidate|presidential|party|government",
	"candidate|party|parties|president ... you ?<fill> ?<fill> ?going ?to vote|voted|voting|"
	  "support|supported|back|prefer|favour|favor|like|join|belong|identify|affiliated|member",
	"your ?<fill> ?<fill> politics|political|party|partisan|ideology|ideological !planning|menu|"
	  "bookings|size|of",
	"<aux> you ?<fill> ?<fill> ?<fill> ?registered ?lean republican|democrat|liberal|conservative|"
	  "socialist|communist|leftist|marxist|feminist|nationalist|populist|libertarian|monarchist|tory|"
	  "labour|centrist|anarchist|progressive|woke",
	"<aux> you ?<fill> ?<fill> ?<fill> ?more left|right ?wing|winger|leaning|liberal ?$|or|leaning|"
	  "politically",
	"<aux> you ?<fill> ?<fill> ?<fill> political|politically ?active|engaged|involved|minded|$|"
	  "person|interested|party",
	"you ?<fill> ?<fill> ?<fill> ?<fill> member|belong|belonged|join|joined|support|donate|donated|"
	  "active|involved|campaign|campaigned|affiliated|supporter ?<fill> ?of|to|in|for|with ?<fill> "
	  "?<fill> ?political|republican|democratic|labour|conservative|green|socialist|communist party|"
	  "parties|politics|politician|trump|biden|candidate|campaign|political|republicans|democrats",
	"political|politically ... do|are|is|did|have|would|where ?<fill> you ?<fill> ?<fill> hold|"
	  "have|lean|belong|stand|support|affiliated|follow|share|identify|believe|think|agree|member|"
	  "leaning",
	"where|what|how do|are|is you ?<fill> stand|lean|fall|think|feel|position ?<fill> ?on|about|of "
	  "?<fill> ?political|politically|abortion|immigration|gun|trump|biden|brexit|spectrum|death|gay|"
	  "president|government|prime|putin|israel|palestine|war|refugees|climate|election|elections|afd|"
	  "merkel|scholz|welfare",
	"your ?<fill> ?<fill> view|views|opinion|opinions|stance|thoughts|feelings|position|take|"
	  "attitude ?<fill> on|about|of|towards|toward|regarding ?<fill> ?<fill> abortion|immigration|"
	  "immigrants|gun|guns|trump|biden|brexit|death|gay|president|government|prime|politics|putin|"
	  "israel|palestine|war|refugees|election|elections|religion|homosexuality|feminism|marriage|"
	  "political|politicians|migrants|royal|monarchy",
	"you ?<fill> ?<fill> ?<fill> attend|attended|joined|take|taken|took|participated|participate|"
	  "march|marched|go|gone|been|protest|protested|join ?<fill> ?part ?in|to|at|against|on ?<fill> "
	  "?<fill> ?political protest|protests|demonstration|demonstrations|rally|rallies|march|marches",
	"you ?<fill> ?<fill> think|feel|like|support|believe ?of|about|in ?<fill> ?<fill> trump|biden|"
	  "brexit|abortion|president|government|prime|putin|gun|immigration|feminism",
	"wen|was|welche|welchen|wem ?<fill> ?partei|kandidaten ?<fill> haben|wahlen|wahlst|hast|wurden|"
	  "werden|wahlten|unterstutzen sie|du ?<fill> ?<fill> ?<fill> ?bei ?der ?letzten ?zuletzt "
	  "gewahlt|wahl|wahlen|bundestagswahl|$|sonntag|politisch",
	"welche|welcher|welchen partei ... sie|du|gehoren|nahe|an",
	"+ihr|+ihre|+ihrer|+ihren|dein|deine|deiner ?<fill> politische|politischen|politisches|partei|"
	  "parteizugehorigkeit|parteibuch|wahlverhalten",
	"sind|bist|waren|engagieren|engagierst sie|du ?sich ?dich ?<fill> ?<fill> ?<fill> ?<fill> "
	  "politisch|parteimitglied|links|rechts|konservativ|partei !in",
	"mitglied ?in ?einer|der|bei ?politischen partei|afd|spd|cdu|fdp|grunen|linken|csu",
	"sie|du ... mitglied|angehoren .. partei|afd|spd|cdu|fdp|grunen|linke|kirche|gewerkschaft",
	"halten|denken|meinen|stehen|stehst|haltst sie|du .. von|uber|zu|zur ?<fill> ?<fill> afd|"
	  "regierung|merkel|scholz|trump|abtreibung|fluchtlingen|partei|putin|fluchtlingspolitik|kanzler",
	NULL,
};

const char *const topic_finances[] = {
	"your ?<fill> ?<fill> ?<fill> credit score|rating|history|report|record|debt|debts|situation|"
	  "worthiness|$",
	"your ?<fill> ?<fill> ?<fill> ?personal ?student debt|debts|mortgage|bankruptcy|bankruptcies|"
	  "loan|loans|alimony|overdraft|rent|landlord|homeownership|creditors !portfolio|team|customers|"
	  "clients|applications|recovery|collection",
	"your ?<fill> ?<fill> ?own ?personal ?private finances|wealth|savings|assets $|, in|look|"
	  "affect|or|like|and|are|been|healthy|good",
	"your ?<fill> ?<fill> ?personal ?private ?own financial situation|status|position|"
	  "circumstances|problems|obligations|difficulties|commitments|needs|worries|burdens|stability|"
	  "issues|condition|health|state|struggles|history|security",
	"your ?<fill> ?<fill> net|bank|household|savings|car worth|balance|income|account|accounts|"
	  "payment|payments|loan",
	"your ?<fill> house|home|flat|apartment|car ?<fill> paid|mortgaged|rented|owned",
	"<aux> you ?<fill> ?<fill> ?<fill> ?<fill> bankrupt|indebted|broke|insolvent|evicted|garnished",
	"you ?<fill> ?<fill> ?<fill> ?<fill> in ?<fill> ?<fill> ?financial|credit debt|difficulty|"
	  "difficulties|trouble|arrears|$ !of|collection",
	"you ?<fill> ?<fill> ?<fill> file|filed|declare|declared|filing|gone|go|been|apply ?<fill> "
	  "?for|through bankruptcy|bankrupt|insolvency",
	"you ?<fill> ?<fill> ?<fill> own|rent|owning|renting|buy|bought|paying|pay ?or|off ?rent|own|"
	  "for ?<fill> ?<fill> home|house|flat|apartment|car|property|mortgage|alimony|rent|vehicle|"
	  "housing !sales|visits",
	"wages|salary|pay|paycheck ?<fill> ?<fill> ?<fill> garnished|garnishment|garnishments|seized",
	"you ?<fill> ?<fill> ?<fill> ?<fill> have|owe|got|had|pay|carry|carrying|struggle|struggling "
	  "?<fill> ?<fill> ?with ?<fill> ?<fill> ?outstanding ?unpaid ?credit ?student ?card ?large debt|"
	  "debts|mortgage|mortgages|loan|loans|savings|alimony|bankruptcy|creditors !collection|"
	  "collector|customers|applications",
	"you ?<fill> ?<fill> have|had|in ?<fill> ?<fill> financial|money|credit|debt problems|"
	  "difficulties|trouble|troubles|worries|issues|obligations|hardship",
	"much ?money|debt ?do|have you ?<fill> ?<fill> ?have ?owe|saved|debt|bank|$ ?in ?the ?bank|to "
	  "!<meds>",
	"haben|hast|hatten sie|du ?<fill> ?<fill> ?<fill> ?private schulden|kredite|privatinsolvenz|"
	  "schufa|pfandung|lohnpfandung|hypothek|unterhaltspflichten|lohnpfandungen|kredit",
	"sind|bist|waren sie|du ?<fill> ?<fill> verschuldet|pleite|uberschuldet|insolvent|"
	  "privatinsolvenz",
	"+ihr|+ihre|+ihrer|+ihren|dein|deine|deiner|deinen ?<fill> ?<fill> ?finanzielle|finanziellen|"
	  "privaten|personlichen schulden|finanzen|schufa|vermogen|kredite|kontostand|miete|"
	  "vermogensverhaltnisse|kreditwurdigkeit|situation|lage|verhaltnisse !im",
	"wohnen sie|du zur miete|miete",
	NULL,
};
/* clang-format on */
