/* Protected topics: who somebody is. How patterns are written: check_words.h. Words are folded: "für" is
 * "fur". */
#include "common/check_topics.h"

#include <stddef.h>

/* clang-format off */
const char *const topic_age[] = {
	"how old|young ?exactly|approximately are|were you",
	"how old you are|were",
	"?<fill> old|young are you",
	"your ?<fill> ?<fill> age|birthday|birthdate|birthyear|dob $|and|or|be|affect|a|is|will|as|"
	  "would|when|bother|has|make|fit|on|with|for|in|range|group|bracket",
	"what|which age bracket|range|group|category are|do|did|would|were you !teach|work|prefer|care|"
	  "support|enjoy|like",
	"you .. age bracket|range",
	"age bracket|range|group you ?<fill> fall|belong|are",
	"your ?current stage of|in life",
	"work|working|works before|until|till retirement|retiring|pension",
	"your .. date|year of birth",
	"date|year of birth ?do|did|have|are you",
	"in|at what|which age|year .. you .. born",
	"when|what ?year|day|month|decade|date|century were|was|are you born",
	"year were|was you born",
	"you were born",
	"you ?<fill> ?<fill> born in|before|after|on",
	"year|when ?<fill> .. did|do|have|had you ?<fill> graduate|finish|complete|leave|left|"
	  "graduated|finished|receive|get|earn ?from ?<fill> ?your high|school|college|university|degree|"
	  "diploma|$|from|secondary",
	"when|what|which ?year did you ?<fill> graduate~",
	"year|date of your|you ?<fill> ?high ?school|college graduation|graduated",
	"your graduation|class year|date",
	"when you graduated",
	"which|what generation ?<fill> .. you",
	"you ?<fill> millennial|boomer|gen",
	"when|how ... you ?<fill> ?plan~|intend~|expect~|think~|hope~|going|want|like|see ?<fill> ?on|"
	  "to|of|about|yourself retire|retiring|retirement ?$|yet|soon|early",
	"you ?<fill> plan~|intend~|expect~|hope~|thinking|going|thought|considering to|on|of|about|for "
	  "?<fill> retire|retiring|retirement $|soon|early|at|in|within|before|yet|anytime|or",
	"you ?<fill> retire|retiring $|soon|early|anytime",
	"you ?<fill> close|near|approaching|nearing to|<fill> ?<fill> retirement",
	"your ?<fill> retirement",
	"years|long until|till|before|left ... you ?<fill> retire|retirement",
	"years ?<fill> left ?<fill> ?in you|before|until ?you ?working",
	"you ?<fill> ?a ?bit ?little too|rather|quite|very|over|under old|young|mature|aged|"
	  "experienced ?for|to $|for|to",
	"someone|person|people|woman|man|candidate|applicant ?of at|of|your your|age age|at",
	"at|for your|you|someone ?of ?<fill> age|advanced|your|of age|$",
	"younger|older than you|yourself|me|most|many|average",
	"younger|older boss|manager|supervisor ?than",
	"are|were you ?<fill> over|under|above|past|older|younger|below|between ?than|the ?age ?of "
	  "<num>",
	"you ?<fill> <num>|over|under years old",
	"energy|stamina ?<fill> ?to .. keep|compete up|with .. younger|young|youngsters",
	"keep|keeping up with ?<fill> younger|young",
	"your ?<fill> generation",
	"wie alt sind|bist|waren|ist|warst sie|du",
	"wie alt sie|du sind|bist|waren",
	"+ihr|+ihrem|+ihres|dein|deinem|deines|+ihren|deinen ?<fill> alter|geburtsdatum|geburtstag|"
	  "geburtsjahr|jahrgang|lebensalter",
	"welcher|welchem|welchen jahrgang|geburtsjahr ?.. sie|du|geboren",
	"wann|jahr ... geboren ?.. sie|du|$|wurden",
	"wann|jahr .. sie|du .. geboren",
	"wann|jahr haben|hast sie|du ... abitur|schulabschluss|schule|abschluss|studium",
	"wann|lange|bald ... sie|du ... rente|ruhestand|pension",
	"sie|du .. rente|ruhestand|pension",
	"jahre .. rente|ruhestand",
	"in +ihrem|deinem alter",
	"sie ?<fill> zu alt|jung",
	"alt|jung genug",
	NULL,
};

const char *const topic_race[] = {
	"your ?<fill> ?<fill> race|ethnicity|ethnic|racial|caste|tribe|ancestry|ancestors|bloodline|"
	  "complexion|descent|roots|skin",
	"your ?<fill> cultural|national|ethnic|racial|religious|family|migration background|origin|"
	  "origins|heritage|roots|upbringing|history|identity",
	"your heritage",
	"you|your ... ethnically|racially",
	"you identify ... gender|sexuality|race|sexually|religion|ethnicity|orientation",
	"what|which ?<fill> race|ethnicity|ethnic|gender|caste|tribe|religion|nationality|sexuality|"
	  "color|colour ?group|background|identity are|do|did|would|is|were you",
	"race|ethnicity|gender|nationality|religion ... you identify|identified|consider|belong",
	"you ?<fill> identify|consider ?yourself ?<fill> ?as|with ?a|an|any <people>|<faith>|<orient>|"
	  "race|religion|ethnic|ethnicity|gender|woman|man|disabled|feminist|person",
	"<aux> you ?<fill> ?<fill> ?half|part|of|originally <people> ?$|or|by|origin|descent|national|"
	  "citizen|person|yourself|enough|man|woman|heritage|and|american|if|background|parents|family|"
	  "ancestry|speaker",
	"you are|were|look|sound|seem|appear ?<fill> ?<fill> ?half|part|of|like <people> ?or|$|origin|"
	  "descent|is|are|how|person|man|woman",
	"are|were you ?<fill> ?from ?of ?<fill> person|man|woman|family|minority|member of|from "
	  "?<fill> color|colour|minority|ethnic",
	"you ?<fill> of|from ?<fill> <people>|mixed|ethnic|foreign|racial|minority ?<fill> descent|"
	  "origin|ancestry|background|heritage|race|family|group|minority",
	"being ?<fill> <people>|<orient>|<faith>|woman|man|mother|father|mum|mom|parent|older|disabled "
	  ".. you|your|here|work|affect",
	"as ?<fill> ?<fill> ?young|older|single|working|gay|black|white|asian woman|man|mother|father|"
	  "mum|mom|dad|girl|lady|guy|grandmother , how|would|do|you|can|in|will",
	"as a|an <people>|<faith>|<orient>|older|disabled|single|married ?person|employee|parent|"
	  "applicant|worker|candidate|man|woman ?, how|would|do|what|will|are|can|you",
	"with|about your ?<fill> accent|skin|looks",
	"welcher|welche|welchen ?ethnischen ethnischen|ethnie|rasse|hautfarbe|volksgruppe|abstammung|"
	  "nationalitat|staatsangehorigkeit",
	"+ihr|+ihre|+ihrer|+ihren|+ihrem|dein|deine|deiner|deinen|deinem ?<fill> ?ethnische|kulturelle|"
	  "soziale|regionale|kulturellen|ethnischen ?<fill> herkunft|hautfarbe|abstammung|ethnie|wurzeln|"
	  "migrationshintergrund|rasse|nationalitat|staatsangehorigkeit|staatsburgerschaft|muttersprache|"
	  "akzent|heimatland|geburtsort|geburtsland|herkunftsland|aufenthaltsstatus|heimat|nachname|name|"
	  "vorfahren",
	"sie|du ?<fill> migrationshintergrund|auslander|auslanderin|deutscher|deutsche|turke|turkin|"
	  "pole|polin|muslimin|muslim|jude|judin|schwarz|asylbewerber|fluchtling",
	"als frau|mann|mutter|vater|alleinerziehende|auslander|auslanderin|muslimin|muslim|behinderter",
	NULL,
};

const char *const topic_religion[] = {
	"your ?<fill> ?<fill> religion|religions|faith|church|denomination|mosque|synagogue|parish|god|"
	  "pastor|sabbath|worship|headscarf|hijab|turban|congregation|rabbi|imam|priest",
	"your ?<fill> religious|spiritual",
	"your ?<fill> beliefs $|allow|permit|prevent|affect|about ?god|religion",
	"<aux> you ?<fill> ?<fill> ?of|from ?<fill> ?religious <faith>|godfearing|baptised|baptized ?$|"
	  "or|person|family|faith|background|by|yourself|and|at|enough|man|woman|household",
	"you are|were ?<fill> ?<fill> <faith> ?$|or",
	"you .. raised|brought ?up ?<fill> ?as ?in ?a <faith>|religion|religious|faith|church",
	"you ?<fill> ?do ?<fill> go|going|attend|attending|belong|attended|visit|part|member|active "
	  "?<fill> ?to|of|in|at ?any ?your ?the ?local ?a <worship>|worship|religious|religion|faith",
	"what|which <worship>|religion|faith|denomination ?<fill> ?<fill> you|your",
	"what|which <worship>|religion|faith|denomination ?<fill> do|are|did|were|is|have",
	"you ?<fill> pray|praying|worship|fast $|during|at|on|every|daily|before|five|or|while",
	"you ?<fill> observe|celebrate|keep|observing|celebrating|follow|practice|practise|practicing|"
	  "practising|fast|honour|honor ?during|for ?<fill> ?<fill> <holiday>|religion|religious|faith|"
	  "sabbath|holy",
	"you ?<fill> believe in ?<fill> god|jesus|allah|heaven|hell|evolution|religion|creation|"
	  "afterlife|bible|higher",
	"religious|holy|faith|prayer ... prevent|prevents|keep|stop|interfere|conflict|affect|clash|"
	  "get ... you|your|work|working|with|shift|shifts|schedule",
	"?<fill> religious|faith holidays|holiday|observance|observances|obligations|commitments|days|"
	  "reasons|practices|affiliation|beliefs ... you ?<fill> ?<fill> have|observe|celebrate|keep|"
	  "need|off|follow|hold|take|practise|practice",
	"you ?<fill> ?<fill> have|hold|need|observe|follow|keep ?<fill> ?<fill> religious|faith|"
	  "spiritual",
	"you ?<fill> wear|wearing ?<fill> headscarf|hijab|turban|kippah|yarmulke|cross|veil|burka|"
	  "niqab|crucifix",
	"your day of worship",
	"you .. work|working on ?<fill> your sabbath",
	"saved|accepted .. jesus|christ",
	"welcher|welche|welchen ?<fill> religion|konfession|kirche|glaubensgemeinschaft|"
	  "religionsgemeinschaft|moschee|gemeinde",
	"+ihr|+ihre|+ihrer|+ihren|+ihrem|dein|deine|deiner|deinen|deinem ?<fill> religion|glaube|"
	  "glauben|konfession|kirche|gemeinde|kopftuch|religioses|religiose|religiosen|weltanschauung",
	"sind|bist|waren sie|du ?<fill> ?<fill> religios|glaubig|katholisch|evangelisch|muslim|"
	  "muslimin|moslem|jude|judin|judisch|christ|christin|getauft|konfessionslos|kirchenmitglied|"
	  "atheist|atheistin|muslimisch|fromm|buddhist",
	"gehen|gehst|beten|betest|fasten|fastest|glauben|glaubst sie|du ?<fill> ?<fill> ?in ?an ?die "
	  "?zur kirche|moschee|synagoge|gott|regelmassig|ramadan|allah|$|gottesdienst|wahrend|im",
	"feiern|feierst|begehen sie|du ?<fill> ramadan|weihnachten|ostern|religiose|zuckerfest|chanukka",
	"tragen|tragst sie|du ?<fill> ?<fill> ?ein|aus kopftuch|kippa|turban|schleier|religiosen",
	"sie|du .. religios|glaubig|konfessionslos",
	"sie|du ... religion|konfession|kirche an|angehoren|gehoren",
	NULL,
};

const char *const topic_sex_orientation[] = {
	"your ?<fill> ?<fill> gender|sex|sexuality|sexual|orientation|pronouns|virginity !pay",
	"<aux> you ?<fill> ?<fill> <orient> ?$|or|person|man|woman|and|openly|member|by",
	"you are|were ?<fill> ?<fill> <orient>",
	"<aux> you ?<fill> man|woman|lady|girl|boy ?$|or",
	"you ?<fill> ?<fill> attracted to",
	"you ?<fill> ?<fill> dating|date|seeing|sleeping|romantically|sleep with|someone|anyone|men|"
	  "women|anybody|involved",
	"you ?<fill> attracted|interested|prefer ?<fill> to|in|dating ?dating men|women|males|females",
	"born|assigned ?as ?a male|female|boy|girl|man|woman",
	"you ?<fill> come|came|out ?out of|as|to <orient>|the ?closet",
	"mr|miss|mrs|ms or mr|mrs|ms|miss",
	"maiden|birth name",
	"being|only ?<fill> woman|man|female|male|girl|lady",
	"hard|easy|difficult|unusual|strange|heavy|tough|much .. for ?<fill> woman|man|female|girl|lady",
	"for ?<fill> woman|man|girl|lady like you",
	"woman|man|girl|lady|guy like|as you|pretty|young",
	"men|women|man|woman ?<fill> would|will|could|do|report ?<fill> ?<fill> take|accept|listen|"
	  "respect|reporting|obey|follow ... you",
	"reporting to ?<fill> woman|man|female|women|men",
	"ihre|+ihrer|+ihr|deine|dein|+ihrem|deiner ?<fill> sexuelle|sexuellen|sexualitat|geschlecht|"
	  "geschlechtsidentitat|orientierung|partnerin|sexualleben",
	"sind|bist sie|du ?<fill> ?<fill> schwul|lesbisch|homosexuell|heterosexuell|hetero|bisexuell|"
	  "trans|transgender|transsexuell|queer|mannlich|weiblich|divers|mann|frau ?$|oder",
	"sie|du ?<fill> schwul|lesbisch|homosexuell|bisexuell|transsexuell",
	"sie|du .. auf manner|frauen",
	"madchenname|geburtsname|madchennamen",
	NULL,
};

const char *const topic_family[] = {
	"your ?<fill> ?<fill> ?young|little|small|two|three <kids>|<kin> !members|of",
	"your ?<fill> marriage|marital|wedding|honeymoon|divorce|pregnancy|pregnancies|fertility|"
	  "childcare|babysitter|nanny|daycare|biological|maternity|paternity|caregiver|dependents|"
	  "dependants|dependent|homemaker|relationship !management|to|with",
	"your ?<fill> partner|relationship|other|so ?<fill> ?<fill> status|mind|object|think|feel|"
	  "support|work|approve|say|earn|supportive|happy|okay|ok|living|live|married|employed|agree|for",
	"your significant|better other|half",
	"<aux> you ?<fill> ?<fill> ?<fill> <status> ?$|or|with|and|at|yet|again|now|to|right|if|from|"
	  "man|woman|person",
	"<aux> you ?<fill> ?<fill> single $|or|parent|mother|father|mom|mum|dad|and|at|person|right|by|"
	  "now",
	"<aux> you ?<fill> ?<fill> engaged|attached|dating|spoken $|or|to ?be ?someone|for",
	"<aux> you ?<fill> ?<fill> expecting ?<fill> $|child|baby|or|soon|to ?have",
	"you are|were|might|could|become|became|got|get|fall|fell ?<fill> ?<fill> <status>|expecting "
	  "!a|an|the|results|delivery",
	"<aux> you ?<fill> ?<fill> ?stay ?at ?home ?single ?working parent|mother|father|mom|mum|dad|"
	  "grandparent|grandmother|caregiver|carer|housewife|homemaker",
	"you ?<fill> ?<fill> become|becoming ?<fill> parent|mother|father|mum|mom|dad",
	"<aux> you ?<fill> ?<fill> in a ?<fill> ?committed ?serious ?stable ?steady relationship|"
	  "marriage !with",
	"<aux> you ?<fill> ?<fill> seeing anyone|someone|anybody",
	"do|did|will|would|if|whether|that you ?<fill> ?<fill> ?<fill> ?plan~|hope|intend|want|expect|"
	  "like|think|thinking ?on|to|about|of ?<fill> ?<fill> have|having|want|wanting|raise|raising|"
	  "start|starting|get|adopt|adopting|got|bear|care ?for ?<fill> ?<fill> ?young|small|little|own "
	  "?school ?age <kids>|family|spouse|husband|wife|boyfriend|girlfriend|partner|dependents|"
	  "dependants !who|whom|in|with|to|from|under|arriving|whose|running|fighting|refusing|of|member|"
	  "members|for|visiting|asking|complaining|on|that",
	"have|are|were|has you|they ?<fill> ?<fill> got|thought|considered|planning|thinking|"
	  "considering|trying|hoping|given ?<fill> ?about|of|to|for|on ?<fill> ?<fill> ?have|having|"
	  "start|starting|another ?<fill> <kids>|family|birth|pregnant|conceive",
	"you ?<fill> ?<fill> plan~|planning|thinking|intend~|hoping|trying|considering|going|want|"
	  "wanting|like|hope|expect~ ?<fill> ?on|to|about|of|for ?<fill> start|starting|have|having|"
	  "raise|raising|expand|expanding|grow|growing|get|getting|adopt|adopting|settle|settling|"
	  "conceive|a|tie ?down ?a|another|your|more|the|pregnant <kids>|family|married|pregnant|down|"
	  "knot|baby",
	"plan~|planning|thoughts|intention~|ideas|hopes ?<fill> ?for|to|of|about|on ?<fill> ?<fill> "
	  "have|having|start|starting|raise|raising|expand|children|family|marriage|get|getting|married|"
	  "pregnancy|motherhood|fatherhood ?a|another ?<fill> $|<kids>|family|married|pregnant|in|soon|"
	  "next|or|for|while|any",
	"how many ?<fill> <kids>|dependents|dependants|siblings|brothers|sisters do|have|are|did|does|"
	  "would you|at|there|living ?want|have|plan|got|at|live|$",
	"how many ?<fill> <kids> you ?<fill> have|want|plan",
	"how old|young are|is your|the <kids>",
	"any ?<fill> ?<fill> ?young|little|small <kids>|dependents|dependants ?at|of|living $|home|"
	  "your|own|yet|or|we|you",
	"<kids> at home",
	"<kids> of your|one ?own",
	"<kids> ?<fill> while|when|if you ?<fill> work|are|working|travel|get|worked",
	"who ... looks|look|watches|watch|cares|care|minds|mind|takes|take|picks|pick|babysits ?care "
	  "?after|of|for|up ?<fill> <kids>",
	"you ?<fill> ?<fill> ?have ?<fill> arrange~|arranged|organise~|organize~|sorted|manage|need|"
	  "got|have ?<fill> ?<fill> ?reliable childcare|babysitter|nanny|daycare|babysitting",
	"childcare|daycare|babysitting arrangement|arrangements|plans|cover|provisions|issues|problems|"
	  "duties|obligations|responsibilities|situation",
	"you ?<fill> ?<fill> take|taking|took|need|taken|going|go|go|plan~ ?to|on|for ?take ?<fill> "
	  "?<fill> maternity|paternity|parental",
	"you ?<fill> ?<fill> ?use|using|on|take|taking ?<fill> birth|contraception|contraceptives "
	  "?control",
	"you ?<fill> get|getting|got|plan~ ?to|on ?get|getting married|engaged|divorced|hitched|"
	  "pregnant !in|with",
	"?<fill> marital|relationship|family status|situation|plans ?is|are|$|you|of ?you|yours",
	"who|whom ?<fill> do|are|is|else you|in|lives|at ?<fill> ?<fill> live|living|your|with ?with "
	  "?home|household|you|$",
	"do|are|if|whether you ?<fill> live|living ?<fill> alone|with|together ?a|your ?parents|"
	  "partner|family|anyone|someone",
	"?you|your|any ?<fill> have ?<fill> ?<fill> family|caring|caregiving|childcare|domestic|home|"
	  "parental|household commitments|responsibilities|obligations|duties|ties",
	"?<fill> family|caring|caregiving|childcare|domestic|home|parental|household commitments|"
	  "responsibilities|obligations|duties|ties ... you|your",
	"your ?<fill> family|caring|caregiving|childcare|domestic|home|parental|household|private life|"
	  "commitments|responsibilities|obligations|duties|situation|plans|circumstances",
	"juggle|balance|combine|manage|reconcile ?<fill> ?work ?job ?career ?this ?the ?job ?and|with "
	  "motherhood|fatherhood|parenthood|parenting|family|kids|children|marriage|mothering !visits|"
	  "meetings|members|requests|expectations|conferences|communication|and|with",
	"balance|combine|juggle|manage|reconcile ... being|as a|an ?single ?working mother|father|"
	  "parent|mom|mum|dad|carer",
	"?<aux> you ?are|were ?<fill> thinking|considering|planning|trying ?about|of|on|for|to having|"
	  "have <kids>",
	"you|when ?<fill> ?<fill> expect|plan|going|intend|want to ?take|go ?on ?your maternity|"
	  "paternity|parental",
	"as a|an ?new|young single|working|new|young|busy mother|father|parent|mum|mom|dad",
	"you ... about|for|with ?your childcare|daycare|babysitting|babysitter $|when|if|while|during",
	"what does your ?<fill> father|mother|husband|wife|spouse|partner|family",
	"+ihr|+ihre|+ihrer|+ihren|+ihrem|dein|deine|deiner|deinen|deinem ?<fill> ?<fill> kind|kinder|"
	  "kindern|sohn|tochter|mann|ehemann|frau|ehefrau|familie|ehe|ehepartner|ehepartnerin|partner|"
	  "lebenspartner|lebensgefahrte|familienstand|familienplanung|kinderwunsch|kinderbetreuung|"
	  "schwangerschaft|eltern|mutter|vater|familiensituation|verlobter|verlobte|freund|freundin|"
	  "familiaren|familienleben|scheidung|hochzeit|elternzeit|familiare|geschwister|grosseltern|baby",
	"sind|bist|waren|warst|werden sie|du ?<fill> ?<fill> ?<fill> verheiratet|ledig|single|"
	  "geschieden|verwitwet|schwanger|verlobt|alleinerziehend|alleinstehend|vergeben|liiert|mutter|"
	  "vater|getrennt|verpartnert|hausfrau",
	"sie|du .. schwanger|verheiratet|geschieden|ledig|alleinerziehend|verlobt ?sind|bist|$|oder",
	"haben|hast|bekommen|mochten|wollen|wunschen|mochtest|willst|planen|planst|erwarten|erwartest|"
	  "hatten sie|du ?sich ?dir ?<fill> ?<fill> ?<fill> ?irgendwann|spater|kleine|weitere|zukunft|"
	  "mal|zuhause|demnachst ?in ?<fill> kind|kinder|nachwuchs|familie|kinderwunsch|baby|"
	  "schwangerschaft|partner|partnerin|freund|freundin|mann|ehemann|familienzuwachs",
	"sie|du ... kinder|kind|nachwuchs|familie|heirat|kinderwunsch|familiengrundung ?zu haben|"
	  "bekommen|planen|wollen|mochten|wunschen|grunden|heiraten|planst|hast|geplant|nachgedacht",
	"planen|planst|wunschen|wunschst|mochten|mochtest|wollen|willst sie|du ... kinder|nachwuchs $",
	"wie viele kinder haben|hast|mochten|wollen sie|du",
	"wer ?<fill> ... passt|betreut|kummert|versorgt ... +ihre|+ihren|deine|die|+ihr|dein kinder|"
	  "kind|kindern|sohn|tochter",
	"kinderbetreuung|betreuung +ihrer|deiner|organisiert|geregelt|sichergestellt|gesichert|wahrend",
	"wollen|mochten|planen sie|du ... heiraten|elternzeit",
	"leben|lebst|wohnen|wohnst sie|du ?<fill> allein|alleine|mit|zusammen|in ?einer",
	"familienplanung|familienstand|kinderwunsch|familiengrundung ... sie|du|abgeschlossen|aus|+ihr|"
	  "+ihre",
	NULL,
};

const char *const topic_origin_citizenship[] = {
	"where|what ?country|place|part|city|town|nationality|land are|were you ?<fill> ?<fill> "
	  "?originally ?coming from|born|raised|native|originally",
	"where ?<fill> ?<fill> do|did you ?<fill> ?originally ?<fill> come|grow|hail|emigrate|"
	  "immigrate|spend ?your ?originally ?childhood from|up|$",
	"where you ?<fill> ?<fill> ?are|were|grew|come|came|hail ?<fill> ?originally from|up|born",
	"country|where|place ... you ?<fill> ?<fill> ?are|were|did ?<fill> born|grew|raised|originate|"
	  "originated|grow|emigrate",
	"you ?<fill> ?originally born|raised|from here|in|abroad|around|another|overseas|a|this|"
	  "outside ?foreign|different|another|the|this ?country|<country>|$|abroad",
	"you ?<fill> born|raised ?and|or ?raised|educated|abroad|here",
	"you ?<fill> ?originally from here|around|another|this ?here|country|$|part",
	"your ?<fill> ?<fill> accent|nationality|citizenship|passport|birthplace|visa|immigration|"
	  "homeland|surname|origin|origins|lineage|birth|ancestors !app|plan",
	"your ?<fill> native|mother|first|home country|language|tongue|land|town|languages|soil",
	"your ?<fill> ?full last|family|first|maiden name ?come|from|originally|mean|sounds|is|$|"
	  "pronounced|really|or|before",
	"your name .. come|from|sounds|mean|foreign|origin|pronounced|sound|ethnic",
	"your country ?of|$|like ?origin|birth",
	"where|what|which ... accent|surname|name ?<fill> ?come|comes|coming|from|originate|is|that|"
	  "origin|you ?from|have|got $|from|or",
	"is that ?<fill> ?<fill> name|accent|<people>",
	"?kind|sort|type of|what name|accent is|are that|it|this|you",
	"unusual|interesting|exotic|foreign|funny|lovely|beautiful|strange|strong|slight|thick|"
	  "difficult|cute|nice|different ?<people> name|surname|accent|last $|, where|you|is|name|what|"
	  "do|that|how|,",
	"that|this is a|an|such ?a ?an ?very unusual|interesting|exotic|foreign|beautiful|lovely|nice|"
	  "strange|uncommon ?last|family|first name|surname|accent",
	"detect|hear|notice|hearing|noticed ?<fill> ?<fill> ?<people> accent ... you|your|is|where|"
	  "from|$",
	"where|country|is ?<fill> ?<fill> ?is|are|was|were|do|did your ?<fill> parents|ancestors|"
	  "family|people|relatives|name|surname",
	"how long|many ?years have|did|had|since you ?<fill> ?<fill> ?<fill> live~|lived|living|been|"
	  "resided|stay~|reside ?<fill> ?<fill> here|in ?this ?the ?<fill> ?united|country|<country>|$",
	"when|why|how ?long ?ago|old did|have you ?<fill> ?<fill> move|moved|come|came|immigrate|"
	  "emigrate|arrive|arrived|migrate|settle|enter|leave|emigrated|flee ?<fill> ?<fill> ?to|in|here "
	  "?<fill> ?united here|<country>|your|$|in|from|home",
	"<aux> you ?<fill> ?<fill> ?<people> ?<fill> citizen|national|foreigner|immigrant|refugee|"
	  "migrant|resident|native|expat|alien|asylum|naturalised|naturalized|undocumented !to|with",
	"citizen|national|resident|native|passport of ?<fill> what|which|<country>|this|another|holder",
	"you ?<fill> ?<fill> ?have|hold|need|carry|got ?<fill> ?<fill> green|dual|passport|visa|"
	  "citizenship|residency|permanent|foreign ?card|citizenship|permit|residence",
	"?what|which citizenship|citizenships|passport|passports|nationality|visa ?<fill> do|are|is|"
	  "have|did you ?have|hold",
	"language|languages .. you ?<fill> ?<fill> speak|spoke|use|talk ?with|to|in|at ?your at|with|"
	  "growing|as|home|family|parents|first",
	"language|languages is|was|are|were ?<fill> ?<fill> spoken at|in your|home",
	"how|where|when did you ?<fill> learn|pick|come ?to ?up ?to ?speak|speaking ?your|such|so "
	  "?<fill> ?good|well|fluent english|german|accent|french|spanish",
	"english|german|deutsch ?<fill> ?<fill> your|as ?your ?<fill> first|native|mother|second",
	"<aux> you ?<fill> ?<fill> native|foreign ?born ?<people>|english|german|born|speaker|$",
	"you ?<fill> go|going|return|visit|fly ?back ?to ?your ?back home|home|homeland|country "
	  "?country|often|$|for|to",
	"woher ?<fill> kommen|stammen|kommst|stammst|sind|bist ?<fill> sie|du|+ihre|+ihr|deine|dein|"
	  "ihre|ihr ?<fill> ?ursprunglich|eltern|familie|name|akzent|$ !bei",
	"woher ?kommt|stammt +ihr|+ihre|dein|deine name|akzent|nachname|eltern|familie",
	"woher sie|du ?<fill> ?<fill> ?ursprunglich kommen|stammen|kommst|stammst|sind",
	"wo ?<fill> ?<fill> sind|bist|wurden|wurdest|waren|liegen sie|du|+ihre ?<fill> ?<fill> "
	  "?ursprunglich geboren|aufgewachsen|her|wurzeln",
	"wo|woher sie|du .. geboren|aufgewachsen|herkommen",
	"aus welchem|welcher land|kultur|kulturkreis ... sie|du|ihre|ihr",
	"sind|bist sie|du ?<fill> ?<fill> ?<fill> ?in ?ursprunglich deutscher|deutsche|auslander|"
	  "staatsburger|staatsburgerin|hier|auslanderin|staatsangehoriger|muttersprachler|"
	  "muttersprachlerin|deutschland ?<fill> ?geboren|aufgewachsen|$|oder",
	"welche|welcher|welchen ?<fill> nationalitat|staatsangehorigkeit|staatsburgerschaft|pass|"
	  "muttersprache|reisepass",
	"seit wann|lange ... sie|du .. in|hier ?in ?deutschland|osterreich|schweiz|land|europa",
	"wie lange .. sie|du .. in|hier deutschland|osterreich|$|land|schweiz|schon",
	"deutsch|muttersprache +ihre|deine ?muttersprache",
	"sprache|sprachen .. sie|du .. zu|zuhause|daheim|hause|familie",
	NULL,
};
/* clang-format on */
