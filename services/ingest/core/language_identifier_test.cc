#include "services/ingest/core/language_identifier.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace dateline::ingest {
namespace {

TEST(LanguageIdentifierTest, TellsLanguages) {
  const std::pair<const char*, const char*> kTexts[] = {
      {"en",
       "The council of the town adopted the plan on Friday, and the mayor said that the new "
       "ferry would be paid for by the state."},
      {"de",
       "Der Rat der Stadt hat am Freitag den Plan angenommen, und der Bürgermeister sagte, "
       "dass die neue Fähre vom Land bezahlt werde."},
      {"fr",
       "Le conseil de la ville a adopté le plan vendredi, et le maire a déclaré que le "
       "nouveau bac serait payé par l'État."},
      {"es",
       "El consejo de la ciudad aprobó el plan el viernes y el alcalde dijo que el Estado "
       "pagaría el nuevo transbordador."},
      {"ru",
       "Совет города принял план в пятницу, и мэр заявил, что новый паром оплатит "
       "государство."},
      {"ar",
       "اعتمد مجلس المدينة الخطة يوم الجمعة وقال رئيس البلدية إن الدولة ستدفع ثمن العبارة "
       "الجديدة."},
      {"nl",
       "De gemeenteraad heeft het plan vrijdag aangenomen, en de burgemeester zei dat de "
       "nieuwe veerboot door het rijk wordt betaald."},
  };
  for (const auto& [language, text] : kTexts) EXPECT_EQ(IdentifyLanguage(text), language);
}

TEST(LanguageIdentifierTest, ShortTexts) {
  EXPECT_EQ(IdentifyLanguage("The mayor said that it was so."), "en");
  EXPECT_EQ(IdentifyLanguage("Ferry"), "");
  EXPECT_EQ(IdentifyLanguage(""), "");
  EXPECT_EQ(IdentifyLanguage("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19"), "");
}

constexpr char kEnglish[] =
    "The council of the town adopted the plan on Friday, and the mayor said that the new ferry "
    "would be paid for by the state. Opponents want to go to court. The boats are to be built in "
    "the yard of the island, where the owner has promised two hundred jobs for ten years. ";
constexpr char kGerman[] =
    "Der Rat der Stadt hat am Freitag den Plan angenommen, und der Bürgermeister sagte, dass die "
    "neue Fähre vom Land bezahlt werde. Die Gegner wollen vor Gericht ziehen. Die Schiffe sollen "
    "in der Werft der Insel gebaut werden, deren Besitzer zweihundert Stellen versprochen hat. ";

TEST(LanguageIdentifierTest, MixedTexts) {
  const std::string english = kEnglish, german = kGerman;
  EXPECT_EQ(IdentifyLanguage(english + english + english + german), "en");
  EXPECT_EQ(IdentifyLanguage(german + german + german + english), "de");
  EXPECT_EQ(IdentifyLanguage(english + german), "mul");
  EXPECT_EQ(IdentifyLanguage(english + german, "en"), "mul");
  EXPECT_EQ(IdentifyLanguage(english + "\"Wir schaffen das\", said Orla Finch."), "en");
}

TEST(LanguageIdentifierTest, NamesAreNoSecondLanguage) {
  EXPECT_EQ(IdentifyLanguage(
                "Present were Jürgen Müller, Käthe Großmann, François Lefèvre, Małgorzata "
                "Wiśniewska, Þórunn Jónsdóttir and Nguyễn Văn Minh, who said that the work of the "
                "committee was not done and that it would meet again in the spring."),
            "en");
}

TEST(LanguageIdentifierTest, TheTextDecidesAndThePageKnowsItsRegion) {
  const std::string english =
      "The council of the town adopted the plan on Friday, and the mayor said that it was good.";
  EXPECT_EQ(IdentifyLanguage(english, "en_US"), "en-US");
  EXPECT_EQ(IdentifyLanguage(english, "de-AT"), "en");
  EXPECT_EQ(IdentifyLanguage(english, "no tag at all"), "en");
}

TEST(LanguageIdentifierTest, EnglishOfEveryRegion) {
  EXPECT_TRUE(IsEnglish("en"));
  EXPECT_TRUE(IsEnglish("EN-gb"));
  EXPECT_FALSE(IsEnglish("enm"));
  EXPECT_FALSE(IsEnglish(""));
}

}  // namespace
}  // namespace dateline::ingest
