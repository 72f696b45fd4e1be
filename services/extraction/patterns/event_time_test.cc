// Times of events in invented sentences, read by the trained engine.
#include "services/extraction/patterns/event_time.h"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/extraction/nlp/hyphenated_words.h"
#include "services/extraction/nlp/pipeline/pipeline.h"

namespace dateline::patterns {
namespace {

const nlp::Pipeline& EnglishPipeline() {
  static const std::unique_ptr<const nlp::Pipeline> pipeline = nlp::Pipeline::Create().value();
  return *pipeline;
}

// The time of the word between "[" and "]" in a text of Wednesday 12 March
// 2031: "2031-03-10 clause", or "" for none.
std::string Read(std::string_view marked) {
  const size_t open = marked.find('[');
  const size_t close = marked.find(']');
  std::string text(marked.substr(0, open));
  text += marked.substr(open + 1, close - open - 1);
  text += marked.substr(close + 1);
  nlp::AnnotatedDocument document =
      EnglishPipeline().Annotate(text, TimeInterval::Day(absl::CivilDay(2031, 3, 12)));
  const nlp::HyphenatedWords words(document);
  const DocumentView view(document);
  const EventTime read = TimeOf(view, view.TokenFrom(static_cast<uint32_t>(open)));
  if (!read.value.has_value()) return "";
  constexpr const char* kSources[] = {"?", "clause", "sentence", "passage"};
  return read.value->ToEdtf() + " " + kSources[static_cast<size_t>(read.source)];
}

struct Case {
  std::string_view sentence;
  std::string_view expected;
};

void Check(const std::vector<Case>& cases) {
  for (const Case& one : cases) EXPECT_EQ(Read(one.sentence), one.expected) << one.sentence;
}

TEST(EventTimeTest, OfTheClause) {
  Check(
      {{"Vance [met] the envoy on Monday.", "2031-03-10 clause"},
       {"On Monday, Vance [met] the envoy.", "2031-03-10 clause"},
       {"The harbour was [attacked] on 3 May 2030.", "2030-05-03 clause"},
       {"Vance will take part in a [session] of the council on Friday.", "2031-03-14 clause"},
       {"The leaders will [discuss] the flood during a meeting on 20 March.", "2031-03-20 clause"},
       {"The union held [talks] in Lima in May 2030.", "2030-05 clause"},
       {"The [trial] is scheduled to commence on 20 May 2031.", "2031-05-20 clause"},
       {"Monday's [attack] killed two guards.", "2031-03-10 clause"},
       {"Vance [spoke] at Monday's summit.", "2031-03-10 clause"},
       {"The minister told reporters on Tuesday that the army had [attacked] the town on Sunday.",
        "2031-03-09 clause"},
       {"The minister [told] reporters on Tuesday that the army attacked the town on Sunday.",
        "2031-03-11 clause"},
       {"Vance has [led] the union since 2019.", "2019-01-01/.. clause"},
       {"The leaders agreed on Friday to [meet] in June 2031.", "2031-06 clause"}});
}

TEST(EventTimeTest, OfTheSentence) {
  Check({{"Two miners [died] when the shaft collapsed on Monday.", "2031-03-10 sentence"},
         {"On Monday, Vance met the envoy and [visited] the harbour.", "2031-03-10 sentence"},
         {"The troops began on Monday to [withdraw].", "2031-03-10 sentence"}});
}

TEST(EventTimeTest, OfSeveralInOneGap) {
  Check({{"Two miners were [killed] and 40 injured on Monday.", "2031-03-10 clause"},
         {"Two miners were killed and 40 [injured] on Monday.", "2031-03-10 sentence"},
         {"Two miners [died] and 40 were injured on Monday.", "2031-03-10 sentence"},
         {"Two miners [died] and the council met on Monday.", ""},
         {"Two miners were [killed] and 40 others wounded in a fire on Monday.",
          "2031-03-10 sentence"}});
}

TEST(EventTimeTest, OfWhatIsArrangedAndNotOfItsEnd) {
  Check({{"The [meeting] of the council, scheduled for Friday in Lima, was cancelled on Monday.",
          "2031-03-14 clause"},
         {"The [meeting] of the council was cancelled on Monday.", "2031-03-10 clause"},
         {"Vance may [resign] on Friday.", "2031-03-14 clause"},
         {"The [talks] were postponed until May.", "2031-05 clause"}});
}

TEST(EventTimeTest, OfSomethingElse) {
  Check({{"The minister said on Tuesday that the army had [attacked] the town.", ""},
         {"The leaders agreed on Friday to [meet] again.", ""},
         {"The treaty signed in 1997 was [discussed] in Lima.", ""},
         {"The union [adopted] the plan for the harbour (2020-2030).", ""},
         {"The ministers [discussed] the 1997 treaty.", ""},
         {"On Monday the union condemned the [attack].", ""},
         {"The guard was arrested on Monday after the [attack].", ""},
         {"The council, which met on Monday, will [publish] its report.", ""},
         {"The talks [lasted] three hours.", ""},
         {"The council [meets] every Monday.", ""},
         {"The bridge will be [opened] before Friday.", ""}});
}

TEST(EventTimeTest, OfThePassage) {
  Check(
      {{"On 3 May 2030 the ministers met in Lima. They [signed] a treaty.", "2030-05-03 passage"},
       {"On 3 May 2030 the ministers met in Lima.\n\nThey [signed] a treaty.", ""},
       {"On 3 May 2030 the ministers met in Lima. They will [sign] a treaty.", ""},
       {"On 3 May 2030 the ministers met in Lima. They had [signed] a treaty.", ""},
       {"On 3 May 2030 the ministers met in Lima. The army [attacked] a town on 9 May 2030.",
        "2030-05-09 clause"},
       {"On 3 May 2030 the ministers met in Lima. Vance said that the army [attacked] a town.", ""},
       {"On 3 May 2030 the ministers met in Lima. \"The army [attacked] a town,\" Vance said.", ""},
       {"The ministers will meet on Friday. They [signed] a treaty.", ""}});
}

TEST(EventTimeTest, NotOfAnotherOccasion) {
  Check(
      {{"The treaty was signed on 3 May 2030. About 900 people [died] in the floods in Lima.", ""},
       {"On 3 May 2030 two miners were killed in Lima. Vance [said] that it was a sad day.", ""},
       {"On Monday George Vance met the envoy. He [said] that the talks were good.",
        "2031-03-10 passage"},
       {"Guards fired at the crowd on Monday. Guards [said] that nobody was hurt.",
        "2031-03-10 passage"},
       {"Vance met the envoy in Lima on Monday. The envoy [declined] to comment.", ""},
       {"The treaty was signed on 3 May 2030. There about 900 people [died] in Lima.",
        "2030-05-03 passage"}});
}

TEST(EventTimeTest, IsQuickOnManyTimes) {
  std::string text = "The army attacked";
  for (int i = 0; i < 3000; ++i) text += " the town on Monday and seized";
  text += " the harbour.";
  nlp::AnnotatedDocument document =
      EnglishPipeline().Annotate(text, TimeInterval::Day(absl::CivilDay(2031, 3, 12)));
  const nlp::HyphenatedWords words(document);
  const DocumentView view(document);
  const auto start = std::chrono::steady_clock::now();
  for (uint32_t i = 0; i < document.tokens.size(); ++i) TimeOf(view, i);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

}  // namespace
}  // namespace dateline::patterns
