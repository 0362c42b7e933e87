/*
 * Turns of phrase that are the candidate's life by themselves, whatever words they are filled with. They
 * stand beside the structural rule (check_whose.c) for what it can't see: "how long have you lived here"
 * names no sphere. How patterns are written: check_words.h.
 */
#include "common/check_spheres.h"

#include <stddef.h>

/* clang-format off */
const char *const english_lived[] = {
	"year|when ?<fill> .. did|do|have|had you ?<fill> graduate|finish|complete|leave|left|graduated|"
	  "finished|receive|get|earn ?from ?<fill> ?your high|school|college|university|degree|diploma|"
	  "$|from|secondary",
	"you ?<fill> balance|balancing|juggle|juggling|combine|combining|reconcile ?<fill> ?<fill> motherhood|"
	  "fatherhood|parenthood|parenting|family|marriage|<kids>",
	"with small|young|little <kids> at home",
	"someone|somebody|person|people of|from|with a|another ?<fill> ?different|another|foreign|migrant culture|"
	  "country|religion|race|generation , how|what|would|do|can|will",
	"your ?own political|religious|spiritual ?<fill> views|view|beliefs|belief|convictions|opinions|leanings|"
	  "stance",
	"health|medical challenge|challenges|scare|crisis|issue|problem|setback ?that|which you ?<fill> have|had|"
	  "faced|overcame|overcome|dealt|went",
	"you ?<fill> manage|arrange|organise|organize|juggle|handle ?your childcare|babysitting ?during|in|over|on "
	  "?the school|evenings|weekends|summer|$",
	"clubs|societies|lodges|organizations|organisations|associations do|are you ?<fill> ?<fill> belong|member|join",
	"which|what generation ?<fill> .. you",
	"you ?<fill> close|near|approaching|nearing to|<fill> ?<fill> retirement",
	"are|were you ?<fill> over|under|above|past|older|younger|below|between ?than|the ?age ?of <num>",
	"how long|many ?years have|did|had|since you ?<fill> ?<fill> ?<fill> live~|lived|living|been|"
	  "resided|stay~|reside ?<fill> ?<fill> here|in ?this ?the ?<fill> ?united|country|<country>|$",
	"<aux> you ?<fill> ?<fill> in a ?<fill> ?committed ?serious ?stable ?steady relationship|"
	  "marriage !with",
	"any ?<fill> ?<fill> ?young|little|small <kids>|dependents|dependants ?at|of|living $|home|your|"
	  "own|yet|or|we|you",
	"?you|your|any ?<fill> have ?<fill> ?<fill> family|caring|caregiving|childcare|domestic|home|"
	  "parental|household commitments|responsibilities|obligations|duties|ties",
	"your career|plans|job|hours|future|work ... <kids>|motherhood|fatherhood ?were|are|is come|"
	  "comes|arrive|arrives|born",
	"you ?<fill> ?<fill> ?<fill> own|rent|owning|renting|buy|bought|paying|pay ?or|off ?rent|own|"
	  "for ?<fill> ?<fill> home|house|flat|apartment|car|property|mortgage|alimony|rent|vehicle|"
	  "housing !sales|visits",
	"you ?<fill> live|manage|survive|cope ?<fill> ?on|off|with this|our|that|such ?a salary|wage|"
	  "pay|income",
	"at|in|given this|that|your point|stage|phase|time|season in|of ?your life",
	"when|where|year did you ?<fill> start|begin|leave|finish|attend ?<fill> school|kindergarten|"
	  "college|university",
	"how old|tall|heavy|young ?<fill> ?you ?<fill> are|were ?you",
	"your .. date|year of birth",
	"keep|keeping|kept up with ?a ?<fill> younger|young",
	"younger|older|senior|junior than you|yourself",
	"age bracket|range ... you",
	"as a single|working|new|young mother|father|parent|mum|mom|dad",
	"being ?<fill> ?<fill> ?single|working|older|only|one ?<trait> woman|man|mother|father|mum|mom|"
	  "dad|parent|oldest|youngest|minority|person",
	"birth|child|baby of your own",
	"you ?<fill> grow|grew up",
	"language|languages ?<aux> ?did you ?<fill> dream|count|think|pray|swear|feel",
	"stay|look|looking|staying attractive|pretty|slim|young|sexy|youthful",
	"loan|loans|mortgage did|have you",
	"country|place|town|city|region|village|where|nation|culture|part ... you|people|family ?<fill> "
	  "are|come|came|hail from",
	"because of a|the|your baby|child|birth|kid",
	"your bank|landlord|doctor manager",
	"past your|their best|prime",
	"school leaving exam|exams|certificate",
	"growing up ... affect|shape|influence|teach you",
	"you .. get|getting|got married|divorced|pregnant|engaged|arrested|evicted",
	"what|how did|has the|a psychiatrist|therapist|doctor|midwife|surgeon|gynaecologist|judge|court "
	  "say|said|tell|told|advise~|recommend~|think",
	"boss|manager|supervisor|leader|superior ?who|half ?is ?much <num>|younger|half|fresh",
	"how much|many longer|more|years ?years can|do|will|would you",
	"school reunion",
	"on ?just|only one|a ?single income|wage|salary",
	"your last|family|first|maiden|native|mother|birth|full name|language|tongue|country ?mean|come",
	"your ?<fill> little|loved|dear|nearest|young ones",
	"people of|from your country|background|village|culture|faith",
	"of your vintage",
	"has|have|is|would|does|will your body change~|cope|hold|look|feel|react|allow",
	"you ?<fill> ?<fill> legally|lawfully|allowed|permitted ?<fill> stay|live|remain|reside",
	"allow|allows|entitle|entitles|permit|permits you to live|stay|remain|reside",
	"you ?<fill> believe ... die|death|god|heaven|hell|afterlife|soul|sin|prayer",
	"how many ?<fill> <kids>|dependents|dependants|siblings|brothers|sisters do|have|are|did|does|"
	  "would you|at|there|living ?want|have|plan|got|at|live|$",
	"do|are|if|whether you ?<fill> live|living ?<fill> alone|with|together ?a|your ?parents|partner|"
	  "family|anyone|someone",
	"nobody|somebody|someone|who|anyone .. there|home|around|available for|with ?<fill> <kids>|"
	  "family",
	"you ?<fill> live|living|share with $|and|at|in|what|who",
	"as a|an|our|the ?only ?<fill> <trait> ?<trait> applicant|candidate|person|employee|worker|"
	  "colleague|professional|newcomer|member|jobseeker",
	"you ?<fill> ?<fill> dated|kissed|fancied|loved ?<fill> someone|somebody|anyone|men|women|man|"
	  "woman|colleague|people|members",
	"start|starting|raise|raising a|your|another family",
	"about|of|on|not|off|for have|having ?<fill> <kids>",
	"expect|plan|going|want to take|go ?on maternity|paternity|parental",
	"papers|right|permission|permit to stay|live|remain|reside ?here|in",
	"your date|plus $|one|or|and",
	"tie|tied|tying the knot",
	"your spare|free|leisure|private time|life",
	"you were|are carrying|bearing|expecting a|your child|baby",
	"things|life|everything|situation ?is|are|look at home",
	"only one ?good arm|leg|eye|hand|ear|kidney",
	"end of your working ?life|days",
	"your student|car|home|house|payday loan|loans|debt|debts",
	"your in laws",
	"one of the ?very few <people>|women|men|families",
	"property|house|flat|car|home do|did you own",
	"customs|traditions|rituals of|from|in your people|family|culture|home|country|community",
	"live|living|lived in this|the|our|your country",
	"you|yourself|role as a|an|the ?only|one ?<trait> mother|father|woman|man|lady|girl|foreigner|"
	  "immigrant|parent|migrant",
	"long working life",
	"male|female|<trait>|<people> nurse|teacher|person|applicant|worker|engineer|candidate|employee|"
	  "colleague like you|yourself",
	"look|looking for in a|your husband|wife|partner|man|woman|spouse",
	"trying for a|another ?<fill> child|baby|kids",
	"consider|call home $|and|now",
	"you ?<fill> keep|do|have|celebrate|eat|speak at home",
	"your love|sex|home|family|married|romantic|spiritual life|lives",
	"share your life",
	"your relationship status",
	"what|which ?<fill> race|ethnicity|ethnic|gender|caste|tribe|religion|nationality|sexuality|"
	  "color|colour ?group|background|identity are|do|did|would|is|were you",
	"you ?<fill> observe|celebrate|keep|observing|celebrating|follow|practice|practise|practicing|"
	  "practising|fast|honour|honor ?during|for ?<fill> ?<fill> <holiday>|religion|religious|faith|"
	  "sabbath|holy",
	"you speak|talk|have .. with|such ?such ?a ?an ?<fill> ?strong|thick|slight accent",
	"you ?<fill> ?<fill> ?<fill> see|seen|seeing|visit|visited|consult~|talked|saw ?<fill> ?to "
	  "?<fill> therapist|psychiatrist|psychologist|doctor|counsellor|counselor|shrink|specialist "
	  "!about|on|prescribe|make|when",
	"you ?<fill> ?<fill> weigh|lose|lost|gain|gained ?<fill> ?any ?much ?too ?lots ?of weight|much|"
	  "pounds|kilos|$",
	"keep|keeps|stop|stops|prevent|prevents|hinder|hinders you from standing|lifting|walking|"
	  "sitting|bending|climbing|working|carrying",
	"<disease>|accident|accidents|health ?problems|issues ?that|which you ?have|had ?<fill> "
	  "suffered|sustained|had|experienced|undergone|overcome|overcame|recovered|survived|battled !to",
	"you ... let|thrown|kicked|dismissed|released|asked|forced|put ?to ?leave ?go ?out ?out from|of|"
	  "by the|your military|army|navy|marines|forces|bundeswehr",
	"are|were|have you ?<fill> ?<fill> ?<fill> union|unionised|unionized ?member",
	"you ?<fill> ?<fill> ?<fill> attend|attended|joined|take|taken|took|participated|participate|"
	  "march|marched|go|gone|been|protest|protested|join ?<fill> ?part ?in|to|at|against|on ?<fill> "
	  "?<fill> ?political protest|protests|demonstration|demonstrations|rally|rallies|march|marches",
	"union|unions|strike|walkout|election|elections|protest ?<fill> ... which|what|whose side",
	"you ?<fill> make|think|say of|about ?<fill> ?<fill> president|chancellor|king|queen|"
	  "republicans|democrats|tories|labour|greens|mayor|senator|monarchy",
	"what|which year did ?<fill> you",
	"where are|were|do|did ?you ?<fill> ?you from|originally|really|hail",
	"member|members of ?<fill> trade|labour|labor|political|the union|party|church",
	"you ?<fill> more left|right",
	"man|woman|girl|guy|lady|people|person|somebody|someone such|like ?as you|yourself",
	"sign|signed|signing ?<fill> ?union membership|union",
	"how|way you look|looked|sound $|or|and|when|affect~",
	"your transition !into|to|from|period|plan|team|period",
	"you ?<fill> hear|see|walk|read|breathe|move without|with ?only ?one ?your|only|good|left|right|"
	  "device|aid",
	"that time of the month",
	"you|take|use|need ?to|for ?to sleep|unwind|calm|relax ?down $|or|at",
	"you ... by the ?us army|navy|marines|military|forces|airforce",
	"nobody|everyone|everybody|everybody|all is|are over|under|below|past|about|around <num>",
	"you ?<fill> fast ,",
	"how much|what ... you weigh $|and|,|now|these|today",
	"dismissed|discharged|expelled|thrown ?out from|of the ?armed service|army|navy|forces|military|"
	  "marines|police",
	"treatment|treatments|therapy|tests|surgery ?are|have|did you .. undergo~|underwent",
	"your term|tour|stint in|with ?the forces|army|navy|military|marines",
	"you cannot walk|bend|kneel",
	"slim|slimming down",
	"mood swings",
	"your colleagues|coworkers ... union|strike|walkout",
	"morning sickness",
	"your feminine|masculine|female|male side|touch|intuition|charm",
	"your bills at|$|each|every|if",
	"your period when|comes|$|at|pain|start|starts",
	"your accident ?has|have change|changed|affect|leave|left|happen|limit",
	"at|about|in|of your body ?in $|the|and|when",
	"your ?last|recent|next blood sugar|pressure|test|type|group",
	"your figure in|and|$|while",
	"<people>|unusual|exotic|foreign|lovely|interesting|uncommon ?last accent|name|surname",
	"kind|sort of accent|name",
	"green card",
	"learn|learned|learnt to speak|speak|talk ?our|english|german so|such|our",
	"name like that|yours",
	"you come|came|moved over|here ?over ?here ?, $|and|by|from|as|when",
	"allowed|right|permitted|entitled ... in|to the|this|our country",
	"your ?work|residence permit $|allow~|run~|expire~|last~|say~",
	"your status|papers here|in|over",
	"which|what flag",
	"different|other|than ?from ?the ?other boys|girls",
	"residence|residency|immigration|visa|citizenship status",
	"brought|bring|led you to|into this|our|the country",
	"arrive|arrived here|in ?this ?the ?country",
	"taken|mistaken for a|an ?<trait> foreigner|woman|man|girl|boy|immigrant|<people>",
	"before|since|when|after you came|moved|arrived to|in this|the|our country",
	"placards|posters|signs ... your garden|window|lawn|house",
	"your permanent|temporary residence|residency",
	"during|for|observe lent",
	"honourably|honorably|dishonourably|dishonorably discharged",
	"check on|into you $|turn|find|show|bring",
	"your service|military record",
	"your credit report|score|history|rating|check|record",
	"night|nights|weekend in a|the|police ?police cell|custody|jail|prison",
	"charges|case ?<aux> ?been brought|pending|filed|made against you",
	"demonstrations|protests|rallies|marches|vigils have|did|do you",
	"people who|that .. your party",
	"the|a one|only|lone ... skinned|haired|veiled",
	"on the way $",
	"miss or mrs",
	"you|yourself ?yourself expecting $|in|a|soon|by|or|next",
	"you two|both meet|met",
	"you part|parted ways",
	"mouths ... feed|you",
	"drive|driving ?a ?car legally",
	"you a|an ?<trait> man|woman|lady|girl",
	"less of a man|woman",
	"you come|came out $|to|as|at",
	"stop|give|quit ?up working|work $|for|altogether|completely",
	"emergency contact",
	"are you due",
	"your clothing|dress|shoe|cup|bra size",
	"reporting|working|answering|report|work|answer to|for|under a|an ?<trait> woman|man|girl|lady",
	"orders from a|an ?<trait> woman|man|girl|lady",
	"led|managed by a|an ?<trait> woman|man|girl|lady",
	"childcare|babysitter|nanny|daycare when|while|if|during you",
	"child care when|while|if|during you",
	"keep|stay|staying|keeping off|away ?from alcohol|drink|drugs|cigarettes",
	"your party $|at|and|or",
	"the|what money you earn|make|get",
	"you ?to go|come home to",
	"settled|integrated|welcome in|into this|our|the country|culture|society",
	"someone|somebody|people|person with|of|from your background|origin|looks|colour|color|kind",
	"weight have|did you ?<fill> put|gain|gained|lose|lost",
	"you ... as a child|kid|boy|girl $|or|and|in",
	"your medical file|records|card",
	"decide~|rule~ in your case",
	"lose|lost|get back your driving|driver licence|license",
	"papers|documents ?did|do you hold|have|need to work|live|stay",
	"energy|stamina|strength ... year|years old|olds",
	"find|arrange|get a sitter|babysitter|nanny",
	"a|another baby|child|pregnancy|wedding|marriage|divorce .. change|affect|influence|fit ... you|"
	  "your",
	"are|were|become a|an ?<fill> union member",
	"adopt|adopting|adopted a|another ?<fill> child|baby|kid",
	"time ?off for a|the|your baby|child|children|kids|wedding",
	"student loans|loan|debt|debts",
	"member|members of ?<fill> ?<fill> union|party|church|mosque|congregation",
	"you ?<fill> support|back|join|like a|any|which ?political party",
	"you ?<fill> fast in|during|for",
	"in hospital , if|how|what|why",
	"receive|received|draw|drew|claim|claimed ?<fill> ?unemployment|social|state|housing benefits",
	"you a|an us|uk|eu citizen|national",
	"you a|an u s citizen|national",
	"what|which ?<fill> holidays|feasts <aux> you ?<fill> observe|celebrate|keep",
	"you ?<fill> qualify|eligible|draw|collect|receive ?for social security",
	"have|had|were you ?<fill> ?<fill> injured|hurt|operated on|at|in|while|during",
	"you have|had|got ?<fill> ?<fill> military|reserve obligations|obligation|duties|duty|commitments",
	"your methods|method|thoughts|views|plans of|on|for|about family planning",
	"your ?<fill> maiden|married",
	"who|whom <aux> you ?<fill> live|reside ?<fill> with|$",
	"whom|who <aux> you ?<fill> share a|your flat|house|home",
	"are|were you ?<fill> ?<fill> member of ?<fill> minority|ethnic|religious|racial",
	"what|which ?<fill> country|city|town|village|region|nation .. are|do|did you ?<fill> from|come|"
	  "hail|originate|originally !across|up",
	"social|private|fraternal|ethnic|religious|political ?<fill> clubs|club|lodge|lodges|societies|"
	  "organisations|organizations <aux> you ?<fill> belong|attend|join",
	"clubs <aux> you ?<fill> belong",
	"we usually|normally|mostly|mainly|typically|rarely|never|only hire|employ|take|have women|men|girls|"
	  "mothers|fathers",
	"address|call you ?as miss|mrs|ms|mr",
	"illness|illnesses|disease|diseases|condition|conditions|disability|disabilities ... should|"
	  "must|do we|i know|be",
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
	"wurden|wollen|haben|hatten sie ... streiken|gestreikt|betriebsrat ?grunden|teilgenommen|"
	  "wahlen",
	"partei|religion|konfession|kirche steht|stehen|gehort|gefallt +ihnen|dir",
	"auf welcher seite ... streik|gewerkschaft|wahl",
	"hause jemand|einer|wer|alle",
	"polizei|gericht|nachbarn|arzt uber +sie|dich",
	"sprache ?wurden|wurdest traumen|traumst|zahlen|denken|denkst|beten +sie|du",
	"lange wollen|mochten|willst|mochtest +sie|du ?<fill> arbeiten",
	"sie|du ... kinder|kind|nachwuchs|baby ?zu bekommen|haben|kriegen $|,|und|oder",
	"planen|planst|mochten|mochtest|wunschen|wunschst|wollen|willst +sie|du ... kinder|nachwuchs $",
	"zeit beim|in|bei ?der militar|bundeswehr|armee|wehrdienst",
	"halten|haltst sie|du ... mit ... jungen|jungeren|mit",
	"das bett gehutet|huten",
	"schule|schulzeit verlassen|abgeschlossen|besucht|beendet",
	"mitgliedsantrag|beitrittserklarung",
	"bundeswehr|militar|armee ?sie ?nicht verlassen|entlassen|behalten|verweigert",
	"polizei|gericht|staatsanwalt|richter ?hat +sie|+ihnen|dich|dir",
	"deutsch .. gelernt|sprechen",
	"nach|in ?die ?dieses deutschland|osterreich|schweiz|europa|land gekommen|kamen|geflohen",
	"+ihr|+ihre|dein|deine auto|haus|wohnung ab|finanziert|finanzieren|bezahlt",
	"aus welchem|welcher land|region|stadt|gegend|dorf kommen|stammen|kommst|stammst +sie|du",
	"gehoren|gehorst +sie|du einer ?<fill> minderheit|ethnischen",
	"frau oder fraulein",
	"ein baby|kind .. +ihre|deine plane|karriere|leben",
	NULL,
};
/* clang-format on */
