// The words of each WordClass, lower case, separated by white space. Private to
// lexicon.cc.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_LEXICON_WORD_LISTS_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_LEXICON_WORD_LISTS_H_

#include <string_view>

#include "services/extraction/nlp/lexicon/lexicon.h"

namespace dateline::nlp {

struct WordList {
  WordClass word_class;
  std::string_view words;
};

inline constexpr WordList kWordLists[] = {
    {WordClass::kTitleHead, R"(
president premier chancellor minister secretary ambassador envoy representative spokesman
spokeswoman spokesperson chairman chairwoman chairperson chair speaker governor mayor king queen
emir emperor sultan sheikh prince princess director head chief leader commander ceo founder
co-founder coordinator adviser advisor senator lawmaker mp judge justice prosecutor commissioner
deputy treasurer rector dean principal manager coach captain editor archbishop bishop pope
imam ayatollah patriarch consul attaché attache delegate negotiator administrator inspector
superintendent vice-president vice-chairman secretary-general ombudsman registrar auditor
monarch premier-designate prime-minister pm boss chairperson-designate controller
undersecretary under-secretary under-secretary-general convenor convener caliph magistrate regent
co-chair co-director co-chairman co-leader editor-in-chief commander-in-chief attorney-general
general-secretary director-general governor-general vice-chancellor vice-premier lady
d'affaires d’affaires patron commissioner rapporteur provost vice-chair)"},
    {WordClass::kStateTitle, R"(
president premier chancellor minister king queen emir emperor sultan monarch ambassador
pm vice-president prime-minister consul crown vice-premier governor-general lady d'affaires
d’affaires)"},
    {WordClass::kTitleModifier, R"(
prime deputy vice foreign first second special acting interim general executive managing press interior
finance defense defence health education justice trade energy oil economy economic agriculture
labor labour transport information communications culture sports tourism environment home
security national international permanent presidential parliamentary chief senior official state
assistant associate regional provincial federal central military police army navy air legal
political public technical financial operations operating communication media chargé official country program
programme project under principal lead joint honorary supreme crown grand majority minority
opposition party union council parliament senate house assembly congress club team board
committee attorney solicitor inspector secretary director minister cabinet planning water
housing commerce industry science technology youth gender women women's development
infrastructure mines mining petroleum electricity education's works lands local government
affairs district city general's ruling veteran interim caretaker commissioner village
church community tribal spiritual religious student rebel separatist militia faction group
company bank human resources marketing sales research investment founding foreign-affairs
higher social internal external strategic emergency disaster relief election electoral
non-executive divisional area administrative court high appeals tax customs immigration
road roads fisheries livestock forestry tv radio and)"},
    {WordClass::kRank, R"(
general colonel major captain lieutenant sergeant corporal admiral brigadier marshal
gen col maj capt lt sgt adm brig cmdr commander commodore private officer cpl
lieutenant-general major-general lieutenant-colonel inspector superintendent constable sir lord lady dame)"},
    {WordClass::kOccupation, R"(
lawyer analyst economist activist journalist professor researcher scientist expert actor actress
singer writer author poet architect doctor engineer businessman businesswoman entrepreneur
politician diplomat historian striker midfielder defender goalkeeper footballer player athlete
blogger farmer teacher student reporter broadcaster columnist artist musician rapper filmmaker
photographer trader banker billionaire campaigner pastor priest cleric psychologist physician
nurse surgeon economist ecologist biologist epidemiologist sociologist resident presenter
novelist cartoonist designer sprinter wrestler boxer swimmer cyclist golfer veteran
dissident)"},
    {WordClass::kHonorific, R"(
mr mr. mrs mrs. ms ms. dr dr. prof prof. professor sir madam madame hon hon. rev rev. reverend
sheikh sheik comrade pastor alhaji chief engr engr. barrister justice hrh st st. lord lady dame
presidents ministers senators ambassadors gen gen. col col. maj maj. capt capt. lt lt. sgt sgt. sen sen. rep rep. gov gov. father sister)"},
    {WordClass::kNameParticle, R"(
al el bin ibn ben bint van von der den de la le du da das dos del di ould abu y e ter ten abd ul)"},
    {WordClass::kGivenName, R"(
mohammed mohammad muhammad mohamed ahmed ahmad ali hassan hussein ibrahim abdullah abdul omar
fatima mary john james robert michael david william richard joseph thomas charles daniel paul
mark george peter andrew steven brian kevin jason jeffrey ryan jacob gary eric stephen jonathan
sarah susan karen lisa nancy margaret sandra ashley emily michelle laura elizabeth jennifer
patricia linda barbara jessica maria anna ana jose juan carlos luis jorge miguel francisco antonio
pedro manuel rafael fernando ricardo roberto eduardo alejandro sergio mario pablo diego andres
vladimir sergei sergey alexander alexei dmitry ivan mikhail nikolai andrei andrey igor oleg yuri
viktor victor boris pavel olga elena irina tatiana natalia svetlana wang li zhang liu chen yang
kim park lee nguyen tran hiroshi takashi kenji yoko narendra rahul sanjay rajesh amit priya anil
sunil vijay arjun ravi joseph samuel emmanuel daniel moses isaac abraham solomon joshua ruth
esther grace joy peace kwame kofi ama yaw chidi chinedu ngozi amina fatou mamadou moussa
ousmane seydou aissata jean pierre jacques michel francois marie claire philippe nicolas olivier
hans klaus jurgen wolfgang stefan angela ursula giovanni marco giuseppe matteo luca francesca
tomas jan piotr andrzej tomasz katarzyna agnieszka mehmet mustafa recep ahmet emine yusuf
benjamin simon martin patrick sean liam christopher matthew anthony joe donald barack tony
nick tom tim jim bill bob ben sam alex chris dan steve mike matt greg jeff ken kate jane julia
alice anne helen diana rachel rebecca victoria catherine charlotte sophie nelson jacob cyril
raila william uhuru yoweri paul felix evariste ursula antony lloyd nancy kamala xi jinping
shinzo fumio joko prabowo ferdinand rodrigo leni anwar najib mahathir nur siti aung)"},
    {WordClass::kOrganizationHead, R"(
organization organisation ministry council committee commission agency union party bank university
college institute institution parliament assembly senate congress court tribunal army navy police
forces force department office bureau association federation foundation fund group company
corporation corp corp. inc inc. ltd ltd. limited plc llc authority board league club society
movement front alliance coalition confederation network news times post herald tribune gazette
guardian journal press radio television tv broadcasting service services secretariat directorate
cabinet government administration academy school hospital airlines airways motors industries
holdings partners enterprises chamber taskforce registry exchange initiative brotherhood
trust syndicate consortium cooperative delegation mission embassy consulate battalion brigade
regiment militia guard guards corps headquarters bundestag duma knesset majlis sejm lok centre
center lab laboratory laboratories team united fc magazine newspaper studios records energy
petroleum telecom insurance securities capital treasury house kremlin pentagon agency's
taliban hezbollah hamas)"},
    {WordClass::kAgencyWord, R"(
news agency press times post herald tribune gazette guardian journal radio television tv
broadcasting newspaper daily magazine wire media outlet outlets telegraph mirror observer
independent express chronicle reuters tass interfax xinhua afp bloomberg bbc cnn
dpa efe ansa kyodo yonhap anadolu ria irna sana kuna wafa tasnim pti ani apa aps)"},
    {WordClass::kEventHead, R"(
summit forum conference cup games olympics festival congress championship championships
tournament marathon week expo exhibition fair prix convention war revolution uprising
elections election ceremony awards open)"},
    {WordClass::kAgreementHead, R"(
treaty agreement accord accords convention protocol declaration pact charter act constitution
memorandum resolution law bill decree communique statement code)"},
    {WordClass::kFacilityHead, R"(
airport stadium palace bridge square hotel prison mosque church cathedral temple station port
dam plant tower building hall museum theatre theater park refinery mine road highway street avenue
border pipeline camp base reactor terminal library zoo arena)"},
    {WordClass::kPlaceHead, R"(
river lake sea ocean bay gulf strait island islands mountain mountains mount valley desert peninsula coast
province state region district county prefecture governorate oblast territory municipality
village town city corridor basin delta plateau forest reserve peninsula heights strip)"},
    {WordClass::kGroupNoun, R"(
organization organisation bloc alliance movement group union party company bank agency ministry
council commission committee firm club association federation foundation league network
university institute corporation coalition militia body)"},
    {WordClass::kClassNoun, R"(
organization organisation bloc alliance movement group union party company bank agency country
nation state kingdom republic city town village island territory region province capital port river
politician leader lawyer analyst economist activist journalist professor researcher scientist
expert actor actress singer writer author poet architect doctor engineer businessman
businesswoman entrepreneur diplomat historian footballer striker midfielder defender goalkeeper
player blogger farmer teacher student reporter artist musician filmmaker photographer
billionaire campaigner cleric newspaper broadcaster outlet website magazine channel station firm
manufacturer producer exporter airline operator retailer lender insurer startup conglomerate
subsidiary association federation foundation charity ngo nonprofit think-tank coalition
network league club team university college institute school hospital museum treaty
agreement pact convention militia faction army religion language program programme project
initiative platform app drug vaccine disease virus missile aircraft helicopter tank system
fighter dissident refugee veteran lawmaker official officer soldier general judge prosecutor
politician mayor senator author economist ally member founder descendant native
stronghold township suburb neighbourhood neighborhood enclave peninsula archipelago regulator
watchdog body forum summit festival tournament competition film novel book album song
restaurant hotel park monument temple mosque church democracy monarchy)"},
    {WordClass::kFunctionWord, R"(
a an the this that these those my your his her its our their i you he she it we they me him us
them who whom whose which what when where why how and or but nor so yet for of in on at by to from
with without about above across after against along among around as because before behind below
beneath beside between beyond despite down during except if inside into like near off onto
out outside over past per since than though through throughout till toward towards under until
unless unlike up upon via while within although whereas whether be is are was were been being am has have had
having do does did doing will would shall should can could may might must not no nor never also
too very only just even still there here then now however meanwhile moreover furthermore therefore
thus hence indeed instead nevertheless nonetheless besides additionally finally lastly firstly
secondly yes no both either neither each every all any some many much few more most several such
other another same own one two three four five six seven eight nine ten once twice again
ever always often sometimes yesterday today tomorrow according earlier later last next
recently currently previously already soon perhaps maybe let let's according ultimately
initially similarly accordingly overall otherwise elsewhere afterwards afterward
asked following amid amidst given despite regarding concerning including considering based
speaking commenting responding referring citing quoting addressing asked)"},
    {WordClass::kPreposition, R"(
of in on at by to from with without about above across after against along among around as before
behind below beneath beside between beyond despite down during except inside into like near off
onto out outside over past per since through throughout toward towards under until upon via within
amid amidst regarding concerning following for)"},
    {WordClass::kAuxiliary, R"(
be is are was were been being am has have had having do does did will would shall should can could
may might must 's 've 'd 'll 're ll not n't never ca wo)"},
    {WordClass::kClauseWord, R"(
that who whom whose which what when where why how while whereas although though because if unless
since until but so whether and or than)"},
    {WordClass::kAdverb, R"(
also further later then earlier recently repeatedly directly previously now again already
previously once once-again reportedly publicly officially clearly explicitly strongly firmly
still just even often always never only finally however meanwhile today yesterday tonight
subsequently separately additionally additionally eventually immediately initially jokingly
simply ultimately rightly correctly categorically specifically particularly openly
nevertheless therefore thus actually reluctantly quickly personally jointly equally
long similarly allegedly instead first)"},
    {WordClass::kCalendarWord, R"(
monday tuesday wednesday thursday friday saturday sunday january february march april may june
july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
mon tue tues wed thu thur thurs fri sat sun)"},
    {WordClass::kNotAName, R"(
covid covid-19 coronavirus ceo cfo coo tv pm am gmt utc est pst usd gdp hiv aids ngo ngos ai it id dna
ok ad bc vip pdf http https www url sms ict gst vat ipo q1 q2 q3 q4 phd mp mps pr hr cctv gps
western eastern northern southern internet christmas easter ramadan god allah bible quran koran islam christianity
english french german spanish arabic chinese
photo image source read watch video views mr mrs ms dr ii iii iv vi)"},
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_LEXICON_WORD_LISTS_H_
