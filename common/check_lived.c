/*
 * Turns of phrase that are the candidate's life by themselves, whatever words they are filled with. They
 * stand beside the structural rule (check_whose.c) for what it can't see: "how long have you lived here"
 * names no sphere. How patterns are written: check_words.h.
 */
#include "common/check_spheres.h"

#include <stddef.h>

/* clang-format off */
const char *const english_lived[] = {
	/* age */
	"year|when ?<fill> .. did|do|have|had you ?<fill> graduate|finish|complete|leave|left|graduated|"
	  "finished|receive|get|earn ?from ?<fill> ?your high|school|college|university|degree|diploma|"
	  "$|from|secondary",
	"which|what generation ?<fill> .. you",
	"you ?<fill> close|near|approaching|nearing to|<fill> ?<fill> retirement",
	"are|were you ?<fill> over|under|above|past|older|younger|below|between ?than|the ?age ?of <num>",
	/* origin and faith */
	"what|which ?<fill> race|ethnicity|ethnic|gender|caste|tribe|religion|nationality|sexuality|"
	  "color|colour ?group|background|identity are|do|did|would|is|were you",
	"what|which <worship>|religion|faith|denomination ?<fill> ?<fill> you|your",
	"you ?<fill> observe|celebrate|keep|observing|celebrating|follow|practice|practise|practicing|"
	  "practising|fast|honour|honor ?during|for ?<fill> ?<fill> <holiday>|religion|religious|faith|"
	  "sabbath|holy",
	"how long|many ?years have|did|had|since you ?<fill> ?<fill> ?<fill> live~|lived|living|been|"
	  "resided|stay~|reside ?<fill> ?<fill> here|in ?this ?the ?<fill> ?united|country|<country>|$",
	"english|german|deutsch ?<fill> ?<fill> your|as ?your ?<fill> first|native|mother|second",
	"you ?<fill> ?<fill> legally|lawfully|allowed|permitted ?<fill> stay|live|remain|reside",
	"allow|allows|entitle|entitles|permit|permits you to live|stay|remain|reside",
	"the|a one|only|lone ... skinned|haired|veiled",
	"you speak|talk|have .. with|such ?such ?a ?an ?<fill> ?strong|thick|slight accent",
	"you ?<fill> believe ... die|death|god|heaven|hell|afterlife|soul|sin|prayer",
	/* family and home */
	"<aux> you ?<fill> ?<fill> in a ?<fill> ?committed ?serious ?stable ?steady relationship|"
	  "marriage !with",
	"do|did|will|would|if|whether|that you ?<fill> ?<fill> ?<fill> ?plan~|hope|intend|want|expect|"
	  "like|think|thinking ?on|to|about|of ?<fill> ?<fill> have|having|want|wanting|raise|raising|"
	  "start|starting|get|adopt|adopting|got|bear|care ?for ?<fill> ?<fill> ?young|small|little|own "
	  "?school ?age <kids>|family|spouse|husband|wife|boyfriend|girlfriend|partner|dependents|"
	  "dependants !who|whom|in|with|to|from|under|arriving|whose|running|fighting|refusing|of|"
	  "member|members|for|visiting|asking|complaining|on|that",
	"how many ?<fill> <kids>|dependents|dependants|siblings|brothers|sisters do|have|are|did|does|"
	  "would you|at|there|living ?want|have|plan|got|at|live|$",
	"any ?<fill> ?<fill> ?young|little|small <kids>|dependents|dependants ?at|of|living $|home|your|"
	  "own|yet|or|we|you",
	"do|are|if|whether you ?<fill> live|living ?<fill> alone|with|together ?a|your ?parents|partner|"
	  "family|anyone|someone",
	"?you|your|any ?<fill> have ?<fill> ?<fill> family|caring|caregiving|childcare|domestic|home|"
	  "parental|household commitments|responsibilities|obligations|duties|ties",
	"nobody|somebody|someone|who|anyone .. there|home|around|available for|with ?<fill> <kids>|"
	  "family",
	"you ?<fill> live|living|share with $|and|at|in|what|who",
	"your career|plans|job|hours|future|work ... <kids>|motherhood|fatherhood ?were|are|is come|"
	  "comes|arrive|arrives|born",
	/* body and health */
	"you ?<fill> ?<fill> ?<fill> carry|have|undergone|had|done|taken ?<fill> ?<fill> hereditary|"
	  "genetic|dna|gene|inherited",
	"you ?<fill> ?<fill> ?<fill> see|seen|seeing|visit|visited|consult~|talked|saw ?<fill> ?to "
	  "?<fill> therapist|psychiatrist|psychologist|doctor|counsellor|counselor|shrink|specialist "
	  "!about|on|prescribe|make|when",
	"you ?<fill> ?<fill> weigh|lose|lost|gain|gained ?<fill> ?any ?much ?too ?lots ?of weight|much|"
	  "pounds|kilos|$",
	"keep|keeps|stop|stops|prevent|prevents|hinder|hinders you from standing|lifting|walking|"
	  "sitting|bending|climbing|working|carrying",
	"<disease>|accident|accidents|health ?problems|issues ?that|which you ?have|had ?<fill> "
	  "suffered|sustained|had|experienced|undergone|overcome|overcame|recovered|survived|battled !to",
	/* law and forces */
	"you ?<fill> ?<fill> ?<fill> have|had|got ?<fill> ?<fill> criminal|arrest|police|court ?<fill> "
	  "record|conviction|convictions|past|history|background|arrests|charges|case",
	"type|kind|reason|circumstances|nature|terms ... discharge ... military|army|you|navy|service|"
	  "receive",
	"your ?<fill> history|record|past|trouble|troubles|problems with ?the law|police|court|courts|"
	  "authorities|drugs|alcohol|debt|gambling",
	"you ... let|thrown|kicked|dismissed|released|asked|forced|put ?to ?leave ?go ?out ?out from|of|"
	  "by the|your military|army|navy|marines|forces|bundeswehr",
	/* union, politics */
	"are|were|have you ?<fill> ?<fill> ?<fill> union|unionised|unionized ?member",
	"you ?<fill> ?<fill> ?<fill> attend|attended|joined|take|taken|took|participated|participate|"
	  "march|marched|go|gone|been|protest|protested|join ?<fill> ?part ?in|to|at|against|on ?<fill> "
	  "?<fill> ?political protest|protests|demonstration|demonstrations|rally|rallies|march|marches",
	"you|your ... involvement|experience|past with|in organised|organized labour|labor",
	"union|unions|strike|walkout|election|elections|protest ?<fill> ... which|what|whose side",
	"you ?<fill> stand|feel|think on|about|towards|of ?<fill> organised|organized labour|labor",
	"you ?<fill> make|think|say of|about ?<fill> ?<fill> president|chancellor|king|queen|"
	  "republicans|democrats|tories|labour|greens|mayor|senator|monarchy",
	/* money */
	"you ?<fill> ?<fill> ?<fill> own|rent|owning|renting|buy|bought|paying|pay ?or|off ?rent|own|"
	  "for ?<fill> ?<fill> home|house|flat|apartment|car|property|mortgage|alimony|rent|vehicle|"
	  "housing !sales|visits",
	"loan|loans|debt|debts|mortgage ?that|which you ?are|have ?<fill> ?<fill> paying|pay|paid|"
	  "repaying|owe|carry|took",
	"you ?<fill> live|manage|survive|cope ?<fill> ?on|off|with this|our|that|such ?a salary|wage|"
	  "pay|income",
	/* who one is taken for */
	"as a|an|our|the ?only ?<fill> <trait> ?<trait> applicant|candidate|person|employee|worker|"
	  "colleague|professional|newcomer|member|jobseeker",
	"you ... masculine|feminine|manly|womanly|ladylike|motherly|fatherly leader|manager|person|"
	  "style|type|side|or|enough|$",
	"at|in|given this|that|your point|stage|phase|time|season in|of ?your life",
	"when|where|year did you ?<fill> start|begin|leave|finish|attend ?<fill> school|kindergarten|"
	  "college|university",
	"you ?<fill> ?<fill> dated|kissed|fancied|loved ?<fill> someone|somebody|anyone|men|women|man|"
	  "woman|colleague|people|members",
	"being|as|are ?you the|a|our senior citizen|grandpa|grandma|veteran|oldest|youngest",
	/* as the candidate is seen, and in passing */
	"how old|tall|heavy|young ?<fill> ?you ?<fill> are|were ?you",
	"your .. date|year of birth",
	"what|which year did ?<fill> you",
	"keep|keeping|kept up with ?a ?<fill> younger|young",
	"younger|older|senior|junior than you|yourself",
	"half|twice your age",
	"where are|were|do|did ?you ?<fill> ?you from|originally|really|hail",
	"<people>|unusual|exotic|foreign|lovely|interesting|uncommon ?last accent|name|surname",
	"kind|sort of accent|name",
	"start|starting|raise|raising a|your|another family",
	"become|get|getting|fall|falling pregnant",
	"about|of|on|not|off|for have|having ?<fill> <kids>",
	"maternity|paternity|parental leave ... you|your",
	"expect|plan|going|want to take|go ?on maternity|paternity|parental",
	"on the way $",
	"you|one identify|identifies ?yourself ?as ?in ?with|most|$",
	"ethnic|racial|religious group|background|community ... you",
	"age bracket|range ... you",
	"as a single|working|new|young mother|father|parent|mum|mom|dad",
	"plan|planning|plans|hope|hoping|think|thinking|intend|going|want ?to ?of ?about|on retire|"
	  "retiring|retirement",
	"green card",
	"member|members of ?<fill> trade|labour|labor|political|the union|party|church",
	"honourably|honorably|dishonourably|dishonorably discharged",
	"you ?<fill> more left|right",
	"lived in this|the|our country",
	"learn|learned|learnt to speak|speak|talk ?our|english|german so|such|our",
	"check on|into you $|turn|find|show|bring",
	"as a|an|the ?only|one|single ?<trait> ?<fill> woman|man|lady|girl|mother|father|foreigner|"
	  "immigrant|refugee|muslim|christian|jew ,|how|what|would|do|in|on",
	"man|woman|girl|guy|lady|people|person|somebody|someone such|like ?as you|yourself",
	"being ?<fill> ?<fill> ?single|working|older|only|one ?<trait> woman|man|mother|father|mum|mom|"
	  "dad|parent|oldest|youngest|minority|person",
	"miss or mrs",
	"sign|signed|signing ?<fill> ?union membership|union",
	"how|way you look|looked|sound $|or|and|when|affect~",
	"as|being|of one|some of the ?very few|only|rare ?<trait> women|men|girls|ladies|foreigners",
	"your transition !into|to|from|period|plan|team|period",
	"you|yourself ?yourself expecting $|in|a|soon|by|or|next",
	"birth|child|baby of your own",
	"you ?<fill> grow|grew up",
	"you were growing up",
	"you two|both meet|met",
	"you been together",
	"language|languages ?<aux> ?did you ?<fill> dream|count|think|pray|swear|feel",
	"name like that|yours",
	"papers|right|permission|permit to stay|live|remain|reside ?here|in",
	"you .. becoming|become|became a|an ?<fill> citizen|resident|national|mother|father|parent|"
	  "grandparent",
	"you ?<fill> hear|see|walk|read|breathe|move without|with ?only ?one ?your|only|good|left|right|"
	  "device|aid",
	"you ?<fill> laid|signed up|off",
	"stay|look|looking|staying attractive|pretty|slim|young|sexy|youthful",
	"loan|loans|mortgage did|have you",
	"you part|parted ways",
	"your date|plus $|one|or|and",
	"that time of the month",
	"make|get|come|last ?it ?through ?to to|till|until|at|before the end of the month",
	"tie|tied|tying the knot",
	"your spare|free|leisure|private time|life",
	"country|place|town|city|region|village|where|nation|culture|part ... you|people|family ?<fill> "
	  "are|come|came|hail from",
	"you come|came|moved over|here ?over ?here ?, $|and|by|from|as|when",
	"you were|are carrying|bearing|expecting a|your child|baby",
	"because of a|the|your baby|child|birth|kid",
	"things|life|everything|situation ?is|are|look at home",
	"goes|go|spend into|on ?<fill> caring|looking",
	"allowed|right|permitted|entitled ... in|to the|this|our country",
	"your ?work|residence permit $|allow~|run~|expire~|last~|say~",
	"your status|papers here|in|over",
	"which|what flag",
	"only one ?good arm|leg|eye|hand|ear|kidney",
	"you|take|use|need ?to|for ?to sleep|unwind|calm|relax ?down $|or|at",
	"you ... by the ?us army|navy|marines|military|forces|airforce",
	"your service|military record",
	"demonstrations|protests|rallies|marches|vigils have|did|do you",
	"your bank|landlord|doctor manager",
	"mouths ... feed|you",
	"nobody|everyone|everybody|everybody|all is|are over|under|below|past|about|around <num>",
	"past your|their best|prime",
	"end of your working ?life|days",
	"drive|driving ?a ?car legally",
	"school leaving exam|exams|certificate",
	"you a|an ?<trait> man|woman|lady|girl",
	"different|other|than ?from ?the ?other boys|girls",
	"less of a man|woman",
	"you come|came out $|to|as|at",
	"you ?<fill> fast ,",
	"male|female|feminine|masculine touch|charm|intuition",
	"your credit report|score|history|rating|check|record",
	"your student|car|home|house|payday loan|loans|debt|debts",
	"your in laws",
	"one of the ?very few <people>|women|men|families",
	"how much|what ... you weigh $|and|,|now|these|today",
	"property|house|flat|car|home do|did you own",
	"woman|man|men|women|someone|somebody ?that ?who you date|love|fancy|desire",
	"growing up ... affect|shape|influence|teach you",
	"your ... service end|ended|finish",
	"dismissed|discharged|expelled|thrown ?out from|of the ?armed service|army|navy|forces|military|"
	  "marines|police",
	"customs|traditions|rituals of|from|in your people|family|culture|home|country|community",
	"broke|breaking|break the law",
	"your last|previous|current|past|present relationship ?end|ended|$|and",
	"stop|give|quit ?up working|work $|for|altogether|completely",
	"you .. get|getting|got married|divorced|pregnant|engaged|arrested|evicted",
	"live|living|lived in this|the|our|your country",
	"residence|residency|immigration|visa|citizenship status",
	"treatment|treatments|therapy|tests|surgery ?are|have|did you .. undergo~|underwent",
	"what|how did|has the|a psychiatrist|therapist|doctor|midwife|surgeon|gynaecologist|judge|court "
	  "say|said|tell|told|advise~|recommend~|think",
	"night|nights|weekend in a|the|police ?police cell|custody|jail|prison",
	"charges|case ?<aux> ?been brought|pending|filed|made against you",
	"your term|tour|stint in|with ?the forces|army|navy|military|marines",
	"political|party events|meetings|rallies|gatherings ... you ?<fill> go|attend|visit",
	"boss|manager|supervisor|leader|superior ?who|half ?is ?much <num>|younger|half|fresh",
	"you|yourself|role as a|an|the ?only|one ?<trait> mother|father|woman|man|lady|girl|foreigner|"
	  "immigrant|parent|migrant",
	"you cannot walk|bend|kneel",
	"you can not walk|bend|kneel",
	"how much|many longer|more|years ?years can|do|will|would you",
	"brought|bring|led you to|into this|our|the country",
	"arrive|arrived here|in ?this ?the ?country",
	"school reunion",
	"slim|slimming down",
	"on ?just|only one|a ?single income|wage|salary",
	"taken|mistaken for a|an ?<trait> foreigner|woman|man|girl|boy|immigrant|<people>",
	"you ?<fill> leave|left|leaving your ?home country",
	"emergency contact",
	"long working life",
	"health crisis|scare|problem|issue",
	"mood swings",
	"your time in|with custody|uniform|prison|jail",
	"male|female|<trait>|<people> nurse|teacher|person|applicant|worker|engineer|candidate|employee|"
	  "colleague like you|yourself",
	"look|looking for in a|your husband|wife|partner|man|woman|spouse",
	"trying for a|another ?<fill> child|baby|kids",
	"before|since|when|after you came|moved|arrived to|in this|the|our country",
	"consider|call home $|and|now",
	"your colleagues|coworkers ... union|strike|walkout",
	"you ?<fill> keep|do|have|celebrate|eat|speak at home",
	"are you due",
	"at your age|stage",
	"during|for|observe lent",
	"morning sickness",
	"a|another baby|child|pregnancy|wedding|marriage|divorce .. change|affect|influence|fit ... you|"
	  "your",
	"of|from|with|given your ?<fill> background|origin|kind $|or|and|fit|feel|do",
	"your cultural|ethnic|religious|migration background|roots|heritage|identity|origin|traditions",
	"your last|family|first|maiden|native|mother|birth|full name|language|tongue|country ?mean|come",
	"your name come|comes|mean|means|sound|from|tell",
	"your political|religious view|views|belief|beliefs|opinion|opinions|leaning|leanings|party|"
	  "conviction|convictions",
	"your clothing|dress|shoe|cup|bra size",
	"your love|sex|home|family|married|romantic|spiritual life|lives",
	"your feminine|masculine|female|male side|touch|intuition|charm",
	"your ?<fill> little|loved|dear|nearest|young ones",
	"people of|from your country|background|village|culture|faith",
	"your monthly|household|unpaid|gas bills",
	"your bills at|$|each|every|if",
	"of your vintage",
	"share your life",
	"placards|posters|signs ... your garden|window|lawn|house",
	"your period when|comes|$|at|pain|start|starts",
	"your accident ?has|have change|changed|affect|leave|left|happen|limit",
	"people who|that .. your party",
	"at|about|in|of your body ?in $|the|and|when",
	"has|have|is|would|does|will your body change~|cope|hold|look|feel|react|allow",
	"your ?last|recent|next blood sugar|pressure|test|type|group",
	"your permanent|temporary residence|residency",
	"your relationship status",
	"your figure in|and|$|while",
	NULL,
};

const char *const german_lived[] = {
	"wie alt sind|bist|waren|ist|warst sie|du",
	"leben|lebst|wohnen|wohnst sie|du ?<fill> allein|alleine|mit|zusammen|in ?einer",
	"woher ?<fill> kommen|stammen|kommst|stammst|sind|bist ?<fill> sie|du|+ihre|+ihr|deine|dein|"
	  "ihre|ihr ?<fill> ?ursprunglich|eltern|familie|name|akzent|$ !bei",
	"wo ?<fill> ?<fill> sind|bist|wurden|wurdest|waren|liegen sie|du|+ihre ?<fill> ?<fill> "
	  "?ursprunglich geboren|aufgewachsen|her|wurzeln",
	"sind|bist|waren|warst sie|du ?<fill> ?<fill> ?<fill> ?korperlich|gesundheitlich|psychisch "
	  "krank|krankgeschrieben|behindert|schwerbehindert|gesund|depressiv|ubergewichtig|geimpft|"
	  "raucher|raucherin|alkoholiker|suchtig|abhangig|erkrankt|fit|belastbar|eingeschrankt|hiv|"
	  "therapie|behandlung|vorbelastet",
	"rauchen|rauchst|trinken|trinkst sie|du ?<fill> ?$|alkohol|oft|viel|regelmassig|oder",
	"wie gross|schwer|viel sind|wiegen|bist|wiegst sie|du",
	"wurden|wollen|haben|hatten sie ... streiken|gestreikt|streik|betriebsrat ?grunden|teilgenommen|"
	  "wahlen",
	"partei|religion|konfession|kirche steht|stehen|gehort|gefallt +ihnen|dir",
	"auf welcher seite ... streik|gewerkschaft|wahl",
	"hause jemand|einer|wer|alle",
	"polizei|gericht|nachbarn|arzt uber +sie|dich",
	"als|die|der einzige|einziger|eine|einer ?der ?wenigen frau|frauen|mann|auslander|auslanderin",
	"sprache ?wurden|wurdest traumen|traumst|zahlen|denken|denkst|beten +sie|du",
	"kind|baby|nachwuchs erwarten|erwartest",
	"lange wollen|mochten|willst|mochtest +sie|du ?<fill> arbeiten",
	"sie|du ... kinder|kind|nachwuchs|baby ?zu bekommen|haben|kriegen $|,|und|oder",
	"planen|planst|mochten|mochtest|wunschen|wunschst|wollen|willst +sie|du ... kinder|nachwuchs $",
	"zeit beim|in|bei ?der militar|bundeswehr|armee|wehrdienst",
	"militar|bundeswehr|armee .. verlassen|entlassen|behalten|verweigert",
	"halten|haltst sie|du ... mit ... jungen|jungeren|mit",
	"das bett gehutet|huten",
	"schule|schulzeit verlassen|abgeschlossen|besucht|beendet",
	"mitgliedsantrag|beitrittserklarung",
	"bundeswehr|militar|armee ?sie ?nicht verlassen|entlassen|behalten|verweigert",
	"polizei|gericht|staatsanwalt|richter ?hat +sie|+ihnen|dich|dir",
	"deutsch .. gelernt|sprechen",
	"als einziger|einzige ?mann|frau mann|frau",
	"beim arzt|psychiater|therapeuten",
	"mitgliedschaft in|bei der|einer gewerkschaft|partei|kirche",
	NULL,
};
/* clang-format on */
