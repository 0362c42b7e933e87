/* Phrases that spoil a question: leading ones, tricks and salary history, a judging or chatty tone, small
 * talk. */
#include <ctype.h>
#include <string.h>

#include "common/check_rules.h"

/* clang-format off */
static const char *const leading[] = {
	"do|would|should|is|are|does|did|could|can|will not you|it|that|this|we|they|there",
	"do|would|should you not ?also agree|think|feel|say|find|believe",
	", right|correct|agreed|yes|no $",
	", <aux> it|you|they|that|we|he|she not $",
	", <aux> not it|you|they|that|we|he|she $",
	"^ do|would|can you ?also ?fully agree that|with",
	"would you agree|accept|concede|admit",
	"can we agree",
	"we all|both ?can agree|know",
	", surely|obviously|undoubtedly|undeniably|unquestionably|presumably",
	"surely|obviously|undoubtedly|undeniably|unquestionably|presumably you|your|we|it|this|that|everyone|everybody|never|always|the|not",
	"needless to say",
	"^ clearly|naturally|certainly",
	"of course you|we",
	", of course",
	"goes without saying",
	"no|without ?a doubt",
	"everyone|everybody|anyone|anybody ?here knows|agrees|understands|sees that|how|it|this",
	", as|since everyone|everybody|anyone ?here knows|agrees|understands|sees",
	", everyone|everybody|anyone ?here knows|agrees|understands|sees",
	"as we|you ?all ?both ?well ?surely know",
	"you must|surely ?surely agree|admit|love|hate|think|feel|know|realise|realize",
	"you must ?have ?been|be so|very|really|a|an|thrilled|excited|proud|good|happy|desperate",
	"you have to agree|admit",
	"i|we ?would ?can assume|presume|bet|expect|trust|guess|take ?it ?that you",
	"i am sure|certain|confident|convinced ?that you",
	"we are sure|certain|confident|convinced ?that you",
	"you are|do|would|will|can|have .. , right|correct|yes|no|are|do|would|will|can|have",
	"how much do|did|would you ?really ?absolutely love|hate|like|enjoy|despise|dislike|admire",
	"how excited|thrilled|happy|eager|lucky|grateful|delighted|honoured|honored are|were|would you",
	"why do|did you ?really ?absolutely love|adore|admire|hate|despise",
	"what do you ?really ?most love|adore|admire|hate ?most about our|us|this|the",
	"?our|this|the amazing|fantastic|wonderful|incredible|outstanding|brilliant|awesome|superb|"
	  "fabulous|legendary company|team|culture|product|products|hospital|school|firm|place|brand|"
	  "benefits",
	"why is|are our|this|the .. the best|greatest|perfect",
	"why is|are our|this|the .. better|superior than|to",
	"why is|was it|that|this so obvious|clear|wrong|bad|terrible",
	"why is it wrong|bad|stupid|silly|foolish to",
	"admit that|it",
	"is it not ?just true|obvious|clear|fair|right|better|best",
	"how important|essential|crucial|vital|great|wonderful|terrible|awful|amazing|brilliant|good do you agree|feel|think|find|consider",
	"why our|this|the|we .. is|are|do ?<fill> best|greatest|perfect|better|superior",
	"given|considering|since|seeing ?that .. is|are obviously|clearly|plainly|by|the best|far|"
	  "clearly|obviously",
	"like any|every good|decent|sensible|reasonable",
	"any|every|no good|decent|sensible|reasonable|real|serious|sane .. would|knows|agrees|should|must",
	"^ a|an|every|any good|real|true|proper|great .. ?<fill> always|never|must ... so|therefore",
	"only a|an bad|lazy|weak|fool|idiot|poor",
	"what makes our|us ... so|best|great|special",
	"why should everyone|everybody",
	"so you|your .. , then $",
	"meinen|finden|denken|glauben|findest|meinst|denkst|glaubst|wollen|sehen|sollte|ist|wurden sie|"
	  "du|es|man|das ?es ?das ?auch nicht ?auch",
	", oder ?etwa ?nicht $",
	", nicht|stimmt|ja|richtig|korrekt ?wahr|es|so ?nicht ?so $",
	"nicht wahr",
	"stimmen|stimmst sie|du ?mir|uns ?doch ?auch ?darin zu|uberein",
	"geben|gibst sie|du ?mir|uns ?doch ?auch recht|zu",
	"selbstverstandlich|offensichtlich|zweifellos|bekanntlich|sicherlich !unbegrundet|falsch|unbegrundete|falsche",
	"sie|du|ihnen|dir .. doch|naturlich|bestimmt|sicher|gewiss auch|gern|gerne|zustimmen|zu",
	"ich nehme|gehe ?doch ?mal an|davon",
	"wir sind uns .. einig",
	"wir alle|wissen wissen|alle",
	"wie sehr|gern|gerne ?lieben|hassen|mogen|lieben|freuen",
	"wie begeistert|froh|dankbar|stolz|glucklich sind|bist|waren",
	"jeder|jede gute|vernunftige|anstandige",
	"warum ist|sind unser|unsere|das|die|dieses .. beste|besten|bester|grossartig|besser",
	"sie mussen doch|zugeben|zustimmen",
	NULL,
};

static const char *const tricks[] = {
	"how many|much ... fit|fits|fill ?in|into|inside|on|a",
	"how many ... are|were|is there in ?the|all|a ?whole world|country|city|london|york|germany|"
	  "berlin|america|us|usa|chicago|paris|town|uk|england",
	"how many ... in ?the ?all ?of world|london|york|germany|berlin|america|usa|chicago|paris|"
	  "manhattan|california",
	"how many piano|golf|ping|tennis|windows|manhole|petrol|jelly|haircuts|pizzas|barbers|balloons|"
	  "bricks|basketballs|marbles|pennies",
	"golf|ping|tennis|basketballs balls|pong .. fit|bus|plane|jet|car|school",
	"piano tuners",
	"manhole cover|covers",
	"if you were|could ?be ?any|a|an ?kind|type|sort ?of animal|tree|colour|color|fruit|vegetable|"
	  "car|superhero|utensil|cartoon|movie|song|book|food|planet|sandwich|drink|dessert|dinosaur|"
	  "crayon|insect|bird|flower|appliance|spice|pizza|biscuit|emoji|tool|instrument|pasta",
	"if you were|could ?be a|an|any kitchen|household|historical|fictional|cartoon|movie|book|"
	  "famous utensil|item|appliance|object|figure|character|person",
	"if you had|have|could|got to|choose ?to be|become|come|live ?back ?as a|an ?kind|type|sort|kitchen|household ?of "
	  "animal|tree|fruit|vegetable|utensil|appliance|colour|color|car|superhero|character|tool|dish",
	"what|which ?kind|type|sort ?of animal|tree|colour|color|fruit|vegetable|superhero|utensil|"
	  "crayon|dinosaur|sandwich|planet|spice|flower|car|dessert ?character are|would|best|describes|"
	  "represents",
	"dinner|lunch|coffee with any|anyone|three|someone ?person|people ?dead|alive|famous|living|"
	  "historical",
	"superpower|superpowers",
	"desert|deserted|lonely island",
	"sell me|us this|a|the|that pen|pencil|bottle|phone|cup|stapler|chair|glass|watch",
	"time machine|travel",
	"win|won the lottery",
	"three wishes",
	"weigh .. airplane|aeroplane|plane|elephant|jet|boeing",
	"angle .. clock|hands",
	"hands of|on a|the clock",
	"heavier|odd|counterfeit|lighter|fake ball|coin",
	"balls|coins .. one .. heavier|lighter",
	"gallon|litre|liter jug|jugs|bucket|buckets",
	"fox|wolf ... chicken|goat|goose|hen|sheep ... river|boat|across|ferry|shore",
	"three|four light switches|bulbs",
	"two ropes",
	"shrunk|shrunken ?down to",
	"riddle|riddles !of",
	"brainteaser|brainteasers",
	"brain teaser|teasers",
	"logic puzzle|puzzles|riddle",
	"trick question",
	"solve this|the ?following puzzle|riddle|equation",
	"penguin ... sombrero|door|walks",
	"came|comes first .. chicken|egg",
	"chicken cross~ the road",
	"next|missing number in ?this|the sequence|series",
	"prisoners ... hats|hat",
	"lockers ... open|opened",
	"two eggs",
	"square root of",
	"explain|describe ?the ?colour|color .. to .. blind ?person $",
	"move mount|mountain",
	"mount fuji",
	"elephant|giraffe ?in|into the|a fridge|refrigerator",
	"horses ... fastest",
	"zombie|zombies attack|attacks|invade|come|outbreak|apocalypse",
	"apocalypse|unicorn|unicorns|aliens",
	"invisible for|person|one|day",
	"you were|became|could|be ?become ?be invisible|immortal|weightless",
	"historical|fictional|cartoon figure|person|character|hero",
	"missing pound|dollar|euro|coin",
	"tennis|golf ball|balls ... fuzzy|dimples|fit",
	"what you ?<fill> earn|earned today|now|currently|at|in|before",
	"spirit animal",
	"tombstone|epitaph|gravestone|eulogy",
	"title of your autobiography|biography|memoir",
	"your theme song",
	"theme song .. your|you",
	"your ?own ?<fill> ?last|previous|old|base|starting|monthly|annual|yearly|gross|net|most "
	  "?recent ?base ?job|employer|role|position salary|wage|wages|paycheck|payslip|remuneration|"
	  "earnings|pay|compensation|bonus !expectation~|requirement~|negotiation~|goal~|data|run~|"
	  "review~",
	"you ?<fill> take|took|bring|brought home ... job|month|week|year|pay|$",
	"how much money did|does|has your ?<fill> ?last|previous|current|former employer|company|boss|firm",
	"your ?<fill> final|closing|ending|first|leaving ?<fill> pay|wage|wages|salary|paycheck",
	"raise|raises|bonus|bonuses|increments|increases ?that|which ?pay|have you ?<fill> ?<fill> receive|received|got|get|had|given",
	"salary|pay|wage|compensation history|slip|slips|stub|stubs",
	"salary|wage|pay|compensation .. at|in|from|with your ?<fill> last|previous|current|former|old|"
	  "present|most",
	"salary|salaries|wage|compensation ?package ?<fill> did|do|have|were|was|are you",
	"how much ?money ?<fill> do|did|are|were|have you ?<fill> ?<fill> earn|earned|earning|make|"
	  "making|paid|get|getting|made !sure|use",
	"what do|did|are|were|have you ?<fill> ?<fill> earn|earned|earning|paid|making|being|make "
	  "?paid $|at|in|per|last|right|there|now|before|as",
	"you ?<fill> ?<fill> paid|earn|earned|earning|make|made|making ?paid ?at|in|on|with|by|from "
	  "?<fill> your|the last|previous|current|former|present|old|most",
	"you ?<fill> ?<fill> earn|earned|earning|paid|make|made per|a|an|each month|year|hour|week",
	"how much did|does|do|was|is|has ?<fill> your ?<fill> ?last|previous|old|most ?recent employer|"
	  "company|job|boss|role|position ?<fill> pay|paid|paying",
	"what did|does|was|is ?<fill> your ?<fill> ?last|previous|old|most ?recent employer|company|"
	  "job|boss|role|position ?<fill> pay|paid|paying",
	"last|current|previous|former|past|present|prior ?job|employer|role|position salary|wage|"
	  "compensation|paycheck|earnings|remuneration|income|pay",
	"wie viele ... passen|passt in|auf",
	"wie viele ... gibt|stehen|leben es|in ?in ?der ?deutschland|berlin|welt|hamburg|munchen|stadt|"
	  "europa|deutschland",
	"wenn sie|du ein|eine ?<fill> tier|baum|farbe|obst|gemuse|superheld|auto|kuchengerat|frucht",
	"welches|welche|was ?fur ?ein|eine tier|baum|farbe|obst|superkraft|superheld|frucht ?waren|"
	  "warst|ware|hatten|wurden|mochten",
	"superkraft|superheld~|scherzfrage|ratsel|gullydeckel|klavierstimmer|golfballe|tennisballe|"
	  "denksportaufgabe",
	"einsame|einsamen insel",
	"verkaufen|verkauf ?sie mir|uns diesen|einen|diese kugelschreiber|stift|flasche",
	"+ihr|+ihrem|+ihres|dein|deinem|deines ?<fill> ?letztes|letzten|bisheriges|bisherigen|"
	  "aktuelles|aktuellen|jetziges|derzeitiges|fruheres|vorheriges|vorherigen gehalt|gehalts|"
	  "einkommen|lohn|verdienst|jahresgehalt|bruttogehalt|nettogehalt|monatsgehalt",
	"wie hoch war|ist|waren ?<fill> +ihr|+ihre|dein|deine ?<fill> ?letztes|letzten|bisheriges|"
	  "aktuelles|jetziges gehalt|lohn|einkommen|verdienst|bezuge",
	"was verdienen|verdienst|verdienten|verdientest sie|du",
	"was haben|hast sie|du ... verdient",
	"wie viel ?geld verdienen|verdienst|verdienten|verdientest sie|du",
	"wie viel ?geld haben|hast sie|du ... verdient",
	"was|wie|wieviel ?viel zahlt|zahlte|bezahlt +ihnen|dir|ihr|dein|+ihr",
	"gehaltshistorie|gehaltsnachweis|gehaltsnachweise",
	NULL,
};

static const char *const tones[] = {
	"as an ai|llm|language|artificial|assistant",
	"language model",
	"i am an|a|only|just ?an|a ai|bot|chatbot|assistant|robot",
	"here is|are ?<fill> ?<fill> ?good|great|first|next|tailored|interview|sample|one|five|few "
	  "?good|interview question|questions|one",
	"^ here is|are",
	"^ sure|certainly|absolutely ,",
	"^ sure|certainly|absolutely|understood|alright|gladly|okay $",
	"^ sure here|thing",
	"hope this helps",
	"happy|glad|here to help you|with $",
	"i can not|am|cannot ?not ?unable|able|help ?to help|with|assist|answer|provide",
	"i am sorry but",
	"based on the job|provided|description|information",
	"question for|to the candidate|applicant",
	"ask the candidate|applicant|interviewee",
	"^ the candidate|applicant|interviewee",
	"the candidate|applicant|interviewee $",
	"the candidate|applicant|interviewee should|must ?be|describe|explain|answer|talk",
	"you ?will|would|are|can|may ?<fill> ?<fill> be|being|get scored|graded|ranked|rated|judged|"
	  "marked|assessed|evaluated|disqualified|rejected|eliminated|tested",
	"<aux> be|being scored|graded|ranked|judged|marked on|by|for|against|based",
	"your|this answer|answers|response|responses|performance|reply|interview ?<fill> will|is|"
	  "determines|decides|counts|affects|could|may|can|must",
	"for <num>|full|extra|bonus points|marks|credit",
	"your ?<fill> score|mark|marks|grade|rating|ranking ?so ?far is|was|stands|will|depends|so",
	"points|marks for|off|if|will|are ?your|a|the|deducted|be ?good|best|answer|given|right|full",
	"score|scored|scoring|rate|grade|rank|judge|mark|evaluate|assess you|your answer|answers|on|"
	  "response|performance|for|against|suitability",
	"rank|rate|score|grade yourself",
	"compare yourself",
	"on a scale",
	"out of ten|10|100",
	"scale of|from one|1|zero|0 to|through|and",
	"pass or fail",
	"pass|fail|failing|passing|passed|failed this|the|your|our interview|question|round|assessment|"
	  "stage|screening|selection",
	"right|wrong|correct|incorrect|perfect answer|answers will|means|mean|ends|end|gets|costs|"
	  "would|,",
	"only one|a right|correct answer",
	"no right|wrong|correct answer|answers",
	"is|are|give|guess ?<fill> right|correct|perfect answer|answers",
	", you have been|are ?now ?already rejected|declined|eliminated|disqualified|fired|dismissed|out",
	"your application|candidacy has|is|was ?been ?<fill> failed|rejected|over|unsuccessful|declined|closed|refused",
	"would|will|does|did your answer|answers do|fare|rank|compare|count|stand",
	"one|any|a ?single mistake|error|slip ... you are|will ?be out|over|gone|finished|done",
	"only|the ?the best|right|top answer|answers|applicant gets|get|wins|win|counts|count",
	"^ below|following is|are",
	"how do|did|would you ?<fill> score|rank|compare|rate compared|against|to|with|among|relative",
	"your cv|resume|profile|application is ?<fill> weak|thin|poor|bad|average|short|disappointing",
	"this|here is|was a|the ?little test|trap|exam ?of ?for ?you|your",
	"i|we hope you are|do|have not",
	"grade|score|mark|rating that|which|of|for your ?last|previous answer|answers ?got|received",
	"one|only|last|final ?one chance|shot|opportunity|attempt to|at|here|$ !improve|change|learn",
	"do not ?you ?even ?dare lie|cheat|disappoint|waste|exaggerate|screw|embellish|bother",
	"think carefully|twice|hard before",
	"or else",
	"embarrassing|humiliating|disgracing yourself",
	"or|otherwise ?else your|the|this|you application|interview|chances|chance|session|are|will ?is|are ends|end|over|out|fail|lose|finished",
	"fail|fails|failed|pass|answer|get this|that one|question ?right|wrong",
	"candidates|applicants|interviewees ?always|usually|often fail|pass|struggle|stumble|get",
	"why on earth|the",
	"why the hell|heck",
	"you were|are|was|be|feel ?<fill> good|smart|clever|qualified|fit|tough enough for|to",
	"please ?and do not|never say|mention|use|answer|tell|give",
	"we will find out",
	"we will know|check|verify if|whether|that ?you",
	"be ?brutally ?completely ?totally ?perfectly ?absolutely honest|truthful|careful|warned ,|now|"
	  "about|or|and|with|because|for|$",
	"you had|would better",
	"punished|penalised|penalized|disqualified|blacklisted if|for|$",
	"consequences if|$",
	"there will be consequences",
	"consequences for you|your|anyone|anybody|those|candidates|not",
	"the|all|other|our|many|hundreds ?the ?of ?other other|of|strong|better|stronger|fellow|rival "
	  "?the ?other candidates|applicants|contenders",
	"other|fellow|rival|competing|better candidates|applicants|candidate|applicant",
	"better|stronger|more|smarter ?suited|qualified than ?all|any ?of ?the ?other anyone|everyone|"
	  "everybody|others|candidates|applicants",
	"hire|choose|pick|select|take|want you ?and ?not over|instead|rather|above",
	"why should ?<fill> we|i|anyone ?<fill> not hire|reject|choose|pick",
	"why should ?<fill> we|i|anyone bother|waste|believe|trust|listen|care|even",
	"why should we|i hire you when|if|given|with|despite",
	"what makes you ?even think|believe|assume ?that you",
	"hiring|hire|rejection|reject ?no recommendation|decision",
	"prove to me|us",
	"prove yourself|you",
	"prove that|it ?to you|me|us",
	"prove me|us wrong",
	"convince|impress|persuade|dazzle|wow me|us",
	"stupid|stupidity|idiot|idiots|dumb|incompetent|pathetic|worthless|moron|loser|losers|useless|"
	  "clueless|ridiculous|crap|shit|fuck|fucking|bullshit|asshole|bastard|bitch|damn",
	"are|were you ?<fill> ?just|so|too|always|simply lazy|weak|slow|boring|mediocre|unqualified|"
	  "inexperienced|overqualified|underqualified|terrible|difficult",
	"you are ?<fill> ?clearly|obviously|just|so|too|not lazy|weak|slow|boring|mediocre|unqualified|"
	  "inexperienced|overqualified|underqualified|terrible|smart|qualified|good ?enough",
	"are you ?even ?really ?<fill> ?good|smart|qualified|tough|strong|skilled|man enough",
	"waste|wasting my|our ?time",
	"you have ?only ?exactly ?just ?<num> ten|five|three|two|one|thirty|sixty|30|60|90|15|20|10|5|"
	  "3|2|1 seconds|minutes|minute|second|sentence",
	"answer|respond|reply quickly|immediately|fast|now|correctly|honestly|truthfully|wrong|"
	  "carefully",
	"hurry up",
	"time is running|ticking|up|short",
	"clock is ticking",
	"congratulations|congrats",
	"^ great|good|excellent|nice|perfect|awesome|wonderful|fantastic job|answer|question|start|"
	  "work ?,|so|now|next|what|how|tell",
	"^ thank|thanks you|for ?for ?your",
	"good luck",
	"dear candidate|applicant|sir|madam",
	"als ki|sprachmodell|chatbot",
	"als kunstliche intelligenz",
	"ich bin ein|eine|nur ?ein|eine ki|sprachmodell|assistent|chatbot",
	"hier ist|sind|kommt|kommen|folgt ?<fill> ?<fill> ?ihre|deine|meine|nachste|passende ?passende|"
	  "nachste frage|fragen|interviewfrage|interviewfragen",
	"^ hier ist|sind|kommt",
	"^ gerne|sicher|naturlich ,",
	"bewertet|benotet|gepruft|beurteilt werden|wird",
	"sie|du|antwort|antworten .. bewertet|benotet|beurteilt",
	"punktabzug",
	"+ihre|deine punktzahl|punkte|note|noten",
	"bekommen|erhalten|verlieren|sammeln sie|du ... punkte|note|noten",
	"punkte|noten fur +ihre|deine|diese|jede|die ?richtige|gute antwort|antworten",
	"bewerten|bewerte|benoten|benote ?sie sich|dich ?selbst",
	"auf|von einer skala|eins|1",
	"sind|bist|waren|warst|wenn|falls sie|du ... durchgefallen|durchfallen",
	"wer ... durchfallt|durchgefallen",
	"bestanden oder",
	"bestehen sie|du ?dieses|das|den|diesen ?interview|gesprach|test",
	"andere|anderen|anderer|ubrigen|besseren|besser|mitbewerber ?als bewerber|bewerbern|"
	  "bewerberinnen|kandidaten|mitbewerbern",
	"besser|geeigneter als ?alle|die andere|anderen|bewerber|mitbewerber",
	"warum sollten|sollen wir ausgerechnet|gerade|uberhaupt|sie|ihnen ?<fill> nicht|ausgerechnet|"
	  "glauben|statt|ablehnen",
	"uberzeugen|uberzeuge|beeindrucken|beweisen|beweise ?sie uns|mich|mir",
	"dumm|faul|unfahig|blod|idiot|versager|nutzlos|inkompetent|lacherlich|schwachsinn|scheisse|"
	  "erbarmlich",
	"letzte|einzige|nur|eine ?eine chance",
	"lugen|luge sie|nicht ?nicht|uns",
	"seien|sei sie|jetzt ?jetzt|ganz ?ehrlich|gewarnt|vorsichtig $|ehrlich",
	"sie haben ?nur|genau ?noch <num>|30|60|zwei|dreissig|eine sekunden|minuten|minute",
	"fragen sie den|die bewerber|bewerberin|kandidaten|kandidatin",
	"der|die bewerber|bewerberin|kandidat|kandidatin soll|sollte|muss",
	NULL,
};

static const char *const small_talk[] = {
	"your ?<fill> ?all ?time favorite|favourite ?kind|type|type ?of movie|film|color|colour|food|"
	  "animal|song|book|band|sport|sports|holiday|season|pet|hobby|music|show|series|dish|restaurant|"
	  "meal|drink|singer|actor|celebrity|number|city|vacation|football|game",
	"your ?<fill> pet !peeve|peeves|project|projects|hate",
	"your ?<fill> hobbies|hobby|pets|zodiac|horoscope|weekend|weekends|vacation|pastimes",
	"you ?<fill> have ?<fill> pets|pet|hobbies|hobby|dog|cat",
	"your free|spare|leisure time",
	"your star sign",
	"what|which ?<fill> zodiac|star sign",
	"you do|doing|spend|plan|like ... last|this|next|on|at|over|the weekend|weekends|vacation|holidays "
	"!rota|shift|shifts|cover|team|market|rush|trade|work|service|schedule|sale|traffic|crowd|crowds",
	"watch|watched|watching|see|saw on television|tv|netflix",
	"spend your ?<fill> evenings|weekends|sundays|saturdays|nights",
	"book|books|music|podcasts|game|games|song|songs|series ... you ... for pleasure|fun",
	"book|books|music|podcasts|game|games|song|songs|series ... you ... in|on the|your car|phone|bath|sofa|train $",
	"how is|was the weather",
	"your|the|a last|summer vacation|holiday",
	"outside ?of work|office ?hours $",
	"for fun $",
	"favorite|favourite sports|football|soccer team",
	"which football|soccer|sports team",
	"movie|film|song|series ... you ?<fill> ?have|last|recently ?recently saw|seen|watched|watch",
	"cats|dogs|tea|coffee or cats|dogs|tea|coffee",
	"weather like|today|lately",
	"+ihr|+ihre|+ihren|dein|deine|deinen ?<fill> lieblings~",
	"lieblingsfilm|lieblingsfarbe|lieblingsessen|lieblingstier|lieblingsmusik|lieblingsbuch|"
	  "sternzeichen|haustier|haustiere|hobbys",
	"+ihrer|deiner|der freizeit",
	"am|letztes|letzten wochenende ?so|gern|gerne ?gemacht|unternommen|vor|privat|unternehmen|$",
	"letzten|nachsten|im urlaub ?gemacht|verbracht|hin|$",
	NULL,
};
/* clang-format on */

bool check_leading(const struct subject *s)
{
	return words_find(&s->words, leading) != NULL;
}

bool check_trick(const struct subject *s)
{
	return words_find(&s->words, tricks) != NULL;
}

/* Three words in capitals that follow one another. */
static bool has_capital_run(const char *text)
{
	int letters = 0, words = 0;

	for (; *text && words < 3; text++) {
		if (isupper((unsigned char)*text)) {
			letters++;
		} else if (islower((unsigned char)*text)) {
			letters = words = 0;
		} else {
			words += letters >= 3;
			letters = 0;
		}
	}
	return words + (letters >= 3) >= 3;
}

/* What others say is not what the question says. */
static const char *const quoted[] = {
	"call|calls|called|calling|calls ?a you|him|her|them|somebody|someone|us|me ?a ?an "
	"stupid|idiot|dumb|useless|incompetent|lazy|ridiculous|loser|liar",
	"customer|guest|client|caller|patient|parent|colleague ?who says|said|thinks ?that .. "
	"stupid|idiot|dumb|useless|incompetent|ridiculous|crap",
	NULL,
};

bool check_tone(const struct subject *s)
{
	struct words words = s->words;

	static const char *const shouts[] = { "!!", "??", "?!", "!?" };

	words_mask(&words, quoted);
	for (size_t i = 0; i < ARRAY_LEN(shouts); i++)
		if (strstr(s->question->text, shouts[i]))
			return true;
	return has_capital_run(s->question->text) || words_find(&words, tones) != NULL;
}

/*
 * Whether a question belongs to the job can't be proved from words alone (most good questions share none with
 * the description), so only what is plainly private chat is refused.
 */
bool check_job_related(const struct subject *s)
{
	return words_find(&s->words, small_talk) != NULL;
}
