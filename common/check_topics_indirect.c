/*
 * Protected topics that are asked round the corner: not "your age" or "are you married" but who the candidate
 * is taken for, what once happened to them, what others would find out, and whose side they are on. The rows
 * go by the way of asking, and each serves several topics. How patterns are written: check_words.h.
 */
#include "common/check_topics.h"

#include <stddef.h>

/* clang-format off */
const char *const topic_indirect[] = {
	/* who the candidate is taken for: "as a Black woman", "as a mature applicant", "the only foreigner here" */
	"as a|an|our|the ?only ?<fill> ?<trait> ?<trait> woman|man|lady|girl|guy|gentleman|grandmother|"
	  "grandfather|immigrant|foreigner|refugee|veteran|believer , how|what|would|do|can|did|tell|will|are",
	"you|your .. as a|an|our|the ?only ?<fill> ?<trait> ?<trait> woman|man|lady|girl|guy|gentleman|"
	  "grandmother|grandfather|immigrant|foreigner|refugee|believer",
	"as a|an|our|the ?only ?<fill> <trait> ?<trait> applicant|candidate|person|employee|worker|colleague|"
	  "professional|newcomer|member|jobseeker",
	"you|your ... the only|sole|few <trait>|woman|man|lady|foreigner|immigrant|refugee ?person|employee|"
	  "member|one|colleague|face $|in|on|at|here|among|there",
	"you ... masculine|feminine|manly|womanly|ladylike|motherly|fatherly leader|manager|person|style|type|"
	  "side|or|enough|$",
	"people|someone|somebody|anyone|a|an ?person|woman|man like you|yourself",
	"people|men|women|somebody|someone of|at|with your age|generation|background|faith|kind|origin|"
	  "colour|color|size|condition|years",
	"fit|fitting|blend|mix|belong|integrate ?in ... very|young|younger|youthful young|team|crew|staff|"
	  "company|environment|colleagues|group",

	/* what the candidate lives with, said of a life and not of work */
	"at|in|given this|that|your point|stage|phase|time|season in|of ?your life",
	"your ?<fill> ?<fill> twenties|thirties|forties|fifties|sixties|seventies",
	"when|before|while you were ?<fill> teenager|child|kid|boy|girl|baby|toddler|young",
	"when|where|year did you ?<fill> start|begin|leave|finish|attend ?<fill> school|kindergarten|college|"
	  "university",
	"you ?<fill> believe ... die|death|god|heaven|hell|afterlife|soul|sin|prayer",
	"role|place|part|meaning|importance|influence ... god|faith|religion|prayer|church|allah ... your|you",
	"god|allah|jesus|bible|quran|koran|torah ... your ?<fill> life|everyday|daily|day|work|decisions",
	"your ?<fill> love|sex|private|home|family|domestic|married life|lives",
	"baby|child|little|one on the way",
	"nobody|somebody|someone|who|anyone .. there|home|around|available for|with ?<fill> <kids>|family",
	"happens|happen at home ?when|while|if|during",
	"you ?<fill> live|living|share with $|and|at|in|what|who",
	"share|sharing ?<fill> flat|house|home|bed|apartment with ... you|your",
	"your ?<fill> little|young|tiny ones",
	"<kids>|baby|motherhood|fatherhood|pregnancy come|comes|came|arrive|arrives|happen|happens ?along|$",
	"your career|plans|job|hours|future|work ... <kids>|motherhood|fatherhood ?were|are|is come|comes|"
	  "arrive|arrives|born",
	"you ... unusual|uncommon|exotic|foreign|interesting ?last|family|sounding name|surname|accent",
	"you|your ... green card !holders|applications|application|cases|interviews",
	"you ?<fill> get|obtain|receive|become|acquire ?<fill> citizenship|naturalised|naturalized|residency",
	"you ?<fill> ?<fill> legally|lawfully|allowed|permitted ?<fill> stay|live|remain|reside",
	"allow|allows|entitle|entitles|permit|permits you to live|stay|remain|reside",
	"your hearing|walking|prosthetic|artificial|guide|breathing|false aid|aids|stick|frame|leg|arm|dog|hand|"
	  "limb|teeth|device",
	"your ?<fill> crutches|prosthesis|pacemaker|dentures|inhaler|implant|stutter|stammer|lisp|tremor",
	"your ?<fill> doctor|doctors|physician|gp|surgeon|midwife|dentist say~|said|tell~|told|think~|recommend~|"
	  "advise~|allow~",
	"<meds> do|did|must|will you ?<fill> have|need|got|want ?to ?take|swallow|use $|before|after|during|every|"
	  "each|at|to|for",
	"drinks|beers|cigarettes|units|glasses|pints you ?<fill> ?<fill> have|drink|smoke|need|take|get",
	"tattoo|tattoos|piercing|piercings|scar|scars|ring on|in|at your",
	"money is|gets|was|runs ?<fill> tight|short|scarce ... home|month|you|your|family",
	"loan|loans|debt|debts|mortgage ?that|which you ?are|have ?<fill> ?<fill> paying|pay|paid|repaying|owe|carry|took",
	"because|view|light|spite of your ?<fill> condition|age|religion|faith|disability|beliefs|situation",
	"with|despite|given your ?<fill> condition|age|religion|faith|disability|beliefs|family",
	"how is|are|has|have|was your ?<fill> ?general|overall ?<fill> health|fitness|back|knees|nerves|eyes",
	"your general|overall|physical|mental|current|emotional|own health|shape|constitution",
	"<aux> you ?<fill> ?last in|to ?a|the hospital|clinic|rehab|psychiatric",
	"you were|are ?last in|to ?a|the hospital|clinic|rehab $",
	"you were|are ?last in|to ?a|the hospital|clinic|rehab ,",
	"medical|health|physical|mental|psychological condition|conditions|issue|issues|problem|problems|"
	  "needs|matters ... we|i|us ?should|must|need|ought|have ?to ?be know|aware|informed",
	"accommodations ... you ?<fill> need|require|expect|want|ask !to",
	"you ... of|from|with the|your same|own sex|gender",
	"you ?<fill> ?<fill> dated|kissed|fancied|loved ?<fill> someone|somebody|anyone|men|women|man|woman|"
	  "colleague|people|members",
	"you .. pay|afford|cover|meet ?all your ?<fill> ?monthly|household ?<fill> bills|rent|mortgage|debts|"
	  "loans|instalments|expenses",
	"make|making ends meet",
	"you ?<fill> live|manage|survive|cope ?<fill> ?on|off|with this|our|that|such ?a salary|wage|pay|income",
	"second|other|another income|earner|salary at|in|coming ?your home|household|family|in",

	"your ?<fill> daily|own|regular|five|morning|evening prayer|prayers|fasting|fast|worship|devotions",
	"day|days|month|food|book ?of ... holy|sacred|forbidden for|to you",
	"you ... draw|claim|collect|receive your ?<fill> pension",
	"being|as|are ?you the|a|our senior citizen|grandpa|grandma|veteran|oldest|youngest",
	"the|a one|only|lone ... skinned|haired|veiled",
	"wrong|matter with your ?<fill> back|knee|knees|leg|legs|arm|arms|hand|hands|eye|eyes|heart|ear|ears|hearing",
	"you ?<fill> lose|lost|break|broke|broken|injure|injured|hurt your ?<fill> finger|fingers|leg|arm|hand|eye|"
	  "foot|toe|back|hearing|sight|hair|teeth",
	"keep|keeps|stop|stops|prevent|prevents|hinder|hinders you from standing|lifting|walking|sitting|bending|"
	  "climbing|working|carrying",
	"you speak|talk|have .. with|such ?such ?a ?an ?<fill> ?strong|thick|slight accent",
	"politician|politicians|party|parties|president|presidents ?do you ?<fill> ?most admire|like|trust|dislike|"
	  "follow|respect|prefer",
	"you|your ... involvement|experience|past with|in organised|organized labour|labor",
	"you ... your plus one",
	"you ... not have|having a|any|another <kids>",

	/* what once happened to the candidate */
	"<disease>|accident|accidents|health ?problems|issues ?that|which you ?have|had ?<fill> suffered|"
	  "sustained|had|experienced|undergone|overcome|overcame|recovered|survived|battled !to",
	"run ins with ?the law|police|authorities|court|courts ... you",
	"your ?<fill> history|record|past|trouble|troubles|problems with ?the law|police|court|courts|authorities|"
	  "drugs|alcohol|debt|gambling",
	"your ?<fill> time|service|career|days in|with the ?armed army|military|navy|marines|forces|bundeswehr ... "
	  "end|ended|finish|finished|over|cut|leave",
	"police|law|courts|authorities|judge have|had|has|did you ?<fill> ?<fill> had|got|have|been",
	"you ... let|thrown|kicked|dismissed|released|asked|forced|put ?to ?leave ?go ?out ?out from|of|by "
	  "the|your military|army|navy|marines|forces|bundeswehr",

	/* what others would find out */
	"background|record|records|reference|criminal ?record check|search ... on|into|about you",
	"find|discover|learn|see|show|reveal|surface ?out if|when we looked|look|searched|search|checked ... "
	  "you|your|past|name",
	"police|court|courts|landlord|landlady|doctor|bank|priest|ex .. tell|say|report|know ?us|me about you",
	"your ?<fill> social media|facebook|instagram",

	/* whose side the candidate is on */
	"union|unions|strike|walkout|election|elections|protest ?<fill> ... which|what|whose side",
	"which|what|whose side ... you ... union|unions|strike|election|war|protest",
	"you|your ... sign|signed|signing|carry ?<fill> union|membership card|form|petition",
	"you ?<fill> stand|feel|think on|about|towards|of ?<fill> organised|organized labour|labor",
	"feel|think|opinion|view|views about|of|on ?<fill> ?<fill> country|nation|state|city ?<fill> ?is|are ?<fill> "
	  "governed|ruled|run",
	"you ?<fill> make|think|say of|about ?<fill> ?<fill> president|chancellor|king|queen|republicans|democrats|"
	  "tories|labour|greens|mayor|senator|monarchy",
	NULL,
};

const char *const topic_indirect_german[] = {
	"krankheiten|krankheit|beschwerden|operationen|verletzungen|unfalle hatten|hattest|leiden sie|du",
	"krankheiten|krankheit|beschwerden|operationen|verletzungen haben|hast sie|du ... gehabt|"
	  "durchgemacht|uberstanden|gelitten|$",
	"wie geht|steht es ihnen|dir|um ... gesundheitlich|gesundheit|psychisch|korperlich",
	"als ?einzige|einziger|junge|junger|altere|alterer ?<fill> frau|mann|mutter|vater|bewerber|"
	  "bewerberin|auslander|auslanderin , wie|was|wurden",
	"stehen|stehst|denken|denkst|halten|haltst sie|du .. zu|zum|zur|uber|von ?<fill> streik|streiks|gewerkschaft|"
	  "gewerkschaften|betriebsrat|tarifstreik",
	"was sagt|meint|denkt|halt +ihr|+ihre|dein|deine mann|frau|freund|freundin|partner|partnerin|familie|arzt",
	"partei|religion|konfession|kirche steht|stehen|gehort|gefallt +ihnen|dir",
	"bezahlen|bestreiten|decken sie|du ... miete|schulden|rechnungen|lebensunterhalt",
	"auf welcher seite ... streik|gewerkschaft|wahl",
	NULL,
};
/* clang-format on */
