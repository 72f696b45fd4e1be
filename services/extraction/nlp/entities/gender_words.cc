#include "services/extraction/nlp/entities/gender_words.h"

#include <string_view>
#include <unordered_map>

namespace dateline::nlp {
namespace {

constexpr std::string_view kMaleWords = R"(
mr mr. sir lord king prince duke baron emperor sultan emir pope father brother son husband
grandfather grandson uncle nephew widower fiancé groom man boy gentleman businessman spokesman
chairman congressman policeman statesman clergyman salesman sportsman actor monk priest stepfather
stepson half-brother son-in-law father-in-law brother-in-law count earl czar tsar imam)";

constexpr std::string_view kFemaleWords = R"(
mrs mrs. ms ms. miss lady dame queen princess duchess baroness empress countess madam madame mother
sister daughter wife grandmother granddaughter aunt niece widow fiancée bride woman girl
businesswoman spokeswoman chairwoman congresswoman policewoman stateswoman actress nun stepmother
stepdaughter half-sister daughter-in-law mother-in-law sister-in-law housewife heroine hostess
ballerina tsarina)";

constexpr std::string_view kMaleNames = R"(
aaron abdul abdullah abraham adam adrian ahmad ahmed ahmet albert alberto alan alejandro aleksandr
alexander alexei alfred ali allan allen amir amit andreas andrei andrew andrey andrzej andy anil
anthony antoine antonio anwar archibald arjun armando arnold arthur augustus barack barry ben
benjamin bernard bertrand bill billy bob boris brad bradley brandon brendan brett brian bruce bruno
calvin carl carlo carlos cecil cedric charles charlie chester chris christian christopher claude
clement clifford clive colin conrad craig curtis cyril dale dan daniel danny darren dave david dean
dennis derek dick diego dietrich dimitri dmitry dominic don donald douglas duncan earl ed eddie
edgar edmund eduardo edward edwin eli emil emmanuel enrique eric erik ernest ernst ethan eugene
evan felipe felix ferdinand fernando floyd francesco francis francisco francois frank franz fred
frederick friedrich fritz gabriel gareth gary gavin geoffrey george georges gerald gerard gerhard
gilbert giorgio giovanni giuseppe glen glenn gordon graham greg gregory guillaume guillermo gus gustav guy
hamid hans harald harold harry hassan heinrich henri henrik henry herbert herman hermann
hiroshi horace howard hubert hugh hugo hussein ian ibrahim igor isaac ismail ivan ivor jack
jacob jacques jaime jake jakob james jared jason javier jeff jeffrey jens jeremy jerome jerry
jesse jim jimmy joachim joao joe joel johan johann johannes john johnny jon jonas jonathan jorge
jose josef joseph joshua juan julian julius jurgen justin karl keith ken kenji kenneth kevin khalid
klaus konrad kurt kyle lance larry lars laurence lawrence lee leo leon leonard leopold
lewis liam lloyd louis luca lucas luigi luis luke mahmoud malcolm manuel marc marcel marco marcus
mario mark martin marvin matteo matthew matthias maurice max maxim mehmet michael michel miguel mike
mikhail milton mohamed mohammad mohammed moses muhammad murray mustafa narendra nathan nathaniel ned
neil nelson nicholas nick nicolas nigel nikolai noah norman oleg oliver omar oscar osman oswald otto
pablo patrick paul pavel pedro percy perry pete peter phil philip philippe phillip pierre piotr
rafael rahul raj rajesh ralph ramon randy raphael ravi ray raymond reginald rene reza ricardo
richard rick rob robert roberto rodney rodrigo roger roland rolf roman ronald ronnie ross roy rudolf
rupert russell ryan salvador samuel sanjay santiago scott sean sebastian serge sergei sergey sergio
seth shane shaun sigmund simon solomon spencer stan stanislav stanley stefan stephen
steve steven stewart stuart sunil takashi ted terence terrence terry theodor theodore thomas tim
timothy tobias todd tom tomas tomasz tommy tony toby trevor umar vernon victor vijay viktor vincent
vladimir wallace walter warren wayne wilfred wilhelm willem william wolfgang yoweri yuri yusuf
zachary)";

constexpr std::string_view kFemaleNames = R"(
abigail ada adela adelaide adriana agatha agnes agnieszka aisha alexandra alice alicia alison
amalia amanda amber amelia amina amy ana anastasia angela angelina anita anja ann anna anne
annette annie antoinette antonia astrid audrey barbara beatrice beatriz becky belinda bernadette
bertha beth betsy betty beverly bianca bonnie brenda bridget brigitte camilla carla carmen carol
carole caroline carolyn catharine catherine cathy cecilia celia charlotte cheryl christina christine
claire clara claudia colleen constance cordelia cristina cynthia daisy daniela danielle daphne
deborah debra denise diana diane dolores donna dora doris dorothea dorothy edith eileen elaine
eleanor elena eleonora elisabeth eliza elizabeth ella ellen elsa elsie emily emine emma erica erika erin
esther ethel eugenia eva eve evelyn fatima fatou felicity fiona flora florence frances francesca
frieda gabriela gabrielle gail georgia georgina geraldine gertrude gina gisela giulia glenda
gloria grace greta gretchen gwendolyn hannah harriet hazel heather heidi helen helena helene helga henrietta
hilary hilda hillary ida ilse inge ingrid irena irene irina irma isabel isabella isabelle ivana
jackie jacqueline jane janet janice jasmine jeanette jeanne jennifer jenny jessica jill joan
joanna joanne josephine joyce juanita judith judy julia juliana julie juliet kamala karen karin
katarina katarzyna kate katharina katherine kathleen kathryn kathy katie katrina kerstin
kimberly kirsten kristen kristina kristin larisa laura lauren leila lena leni leticia lilian
lillian lily linda lisa liz lois lola lorena loretta lorraine louisa louise lucia lucille lucy
ludmila lydia lynn mabel madeleine magdalena maggie mandy marcia margaret margarita margot
maria marianne marie marilyn marina marion marjorie marlene marta martha mary matilda maude maureen megan
melanie melinda melissa mercedes meredith michelle mildred minnie miranda miriam moira molly
monica monika muriel nadia nancy naomi natalia natalie natasha nellie nina nora norma octavia olga
olivia ottilie paloma pamela patricia paula paulette pauline peggy penelope petra phyllis pilar
priscilla priya rachel raquel rebecca regina renate rita roberta rosa rosalind rosamund rose
rosemary rosie roxana ruth sabina sabrina sally samantha sandra sara sarah selma sharon sheila
shirley silvia sofia sonia sonja sophia sophie stella stephanie susan susana susanna susanne suzanne
svetlana sybil sylvia tamara tania tanya tatiana teresa theresa tina tracy ursula valentina valeria
valerie vanessa vera veronica victoria viola violet virginia vivian wanda wendy wilhelmina winifred
xenia yasmin yolanda yvette yvonne zainab zoe zsuzsa)";

using Table = std::unordered_map<std::string_view, Gender>;

void AddWords(std::string_view words, Gender gender, Table* table) {
  constexpr std::string_view kSpace = " \n";
  for (size_t at = words.find_first_not_of(kSpace); at != std::string_view::npos;) {
    size_t end = words.find_first_of(kSpace, at);
    if (end == std::string_view::npos) end = words.size();
    table->emplace(words.substr(at, end - at), gender);
    at = words.find_first_not_of(kSpace, end);
  }
}

Table MakeTable(std::string_view male, std::string_view female) {
  Table table;
  AddWords(male, Gender::kMale, &table);
  AddWords(female, Gender::kFemale, &table);
  return table;
}

Gender Find(const Table& table, std::string_view lower) {
  const auto found = table.find(lower);
  return found == table.end() ? Gender::kUnknown : found->second;
}

}  // namespace

Gender GenderOfWord(std::string_view lower) {
  static const auto* const kTable = new Table(MakeTable(kMaleWords, kFemaleWords));
  return Find(*kTable, lower);
}

Gender GenderOfGivenName(std::string_view lower) {
  static const auto* const kTable = new Table(MakeTable(kMaleNames, kFemaleNames));
  return Find(*kTable, lower);
}

Gender GenderOfPronoun(std::string_view lower) {
  static const auto* const kTable =
      new Table(MakeTable("he him his himself", "she her hers herself"));
  return Find(*kTable, lower);
}

}  // namespace dateline::nlp
