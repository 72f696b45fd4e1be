#include "services/extraction/nlp/times/time_stage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "services/extraction/nlp/times/calendar_arithmetic.h"

namespace dateline::nlp {
namespace {

// Splits at spaces and before closing marks; every line is a sentence.
AnnotatedDocument DocumentOf(std::string_view text, std::string_view published) {
  AnnotatedDocument document;
  document.text = std::string(text);
  if (!published.empty()) document.published_at = *ParseTimeInterval(published);
  const auto closing = [](char c) { return c == ',' || c == ')' || c == ';' || c == '"'; };
  uint32_t at = 0;
  while (at < text.size()) {
    const uint32_t line_end = static_cast<uint32_t>(std::min(text.find('\n', at), text.size()));
    Sentence sentence;
    sentence.span = {at, line_end};
    sentence.tokens.begin = static_cast<uint32_t>(document.tokens.size());
    while (at < line_end) {
      uint32_t end = static_cast<uint32_t>(std::min<size_t>(text.find(' ', at), line_end));
      uint32_t word_end = end;
      while (word_end > at + 1 && closing(text[word_end - 1])) --word_end;
      if (end == line_end && word_end > at + 1 && text[word_end - 1] == '.') --word_end;
      if (word_end > at) document.tokens.push_back({.span = {at, word_end}});
      for (uint32_t mark = word_end; mark < end; ++mark) {
        document.tokens.push_back({.span = {mark, mark + 1}});
      }
      if (!document.tokens.empty()) document.tokens.back().space_after = true;
      at = end + 1;
    }
    at = line_end + 1;
    sentence.tokens.end = static_cast<uint32_t>(document.tokens.size());
    document.sentences.push_back(sentence);
  }
  return document;
}

// "words=value" of each mention, joined by "; ". `~` after the words marks a
// relative one, "#" a duration, "*" a set; "?" stands for no value.
std::string Times(std::string_view text, std::string_view published = "2019-05-15") {
  AnnotatedDocument document = DocumentOf(text, published);
  TimeStage().Annotate(document);
  std::string out;
  for (const TimeMention& mention : document.times) {
    if (!out.empty()) out += "; ";
    out += mention.span.In(document.text);
    if (mention.relative) out += "~";
    if (mention.duration) out += "#";
    if (mention.set) out += "*";
    out += "=" + (mention.value ? mention.value->ToEdtf() : "?");
  }
  return out;
}

// 15 May 2019 was a Wednesday.

struct Case {
  std::string_view text;
  std::string_view times;
};

class TimeStageTable : public ::testing::TestWithParam<Case> {};

TEST_P(TimeStageTable, Finds) { EXPECT_EQ(Times(GetParam().text), GetParam().times); }

INSTANTIATE_TEST_SUITE_P(
    Absolute, TimeStageTable,
    ::testing::Values(
        Case{"The bridge opened on March 3, 2014.", "March 3, 2014=2014-03-03"},
        Case{"The bridge opened on 3 March 2014.", "3 March 2014=2014-03-03"},
        Case{"The bridge opened on the 3rd of March, 2014.", "the 3rd of March, 2014=2014-03-03"},
        Case{"Posted 03.11.2014 07:45 by staff", "03.11.2014 07:45=2014-11-03T07:45:00"},
        Case{"Posted 2014-11-03 by staff", "2014-11-03=2014-11-03"},
        Case{"Posted 11/03/2014 by staff", "11/03/2014=2014-11-03"},
        Case{"Posted 23/11/2014 by staff", "23/11/2014=2014-11-23"},
        Case{"It was founded in 1987.", "1987=1987"}, Case{"The (1987) treaty", "1987=1987"},
        Case{"It began in January 2001 and ended", "January 2001=2001-01"},
        Case{"It began in Jan. 2001 and ended", "Jan. 2001=2001-01"},
        Case{"On Tuesday, March 4, 2014, they met", "Tuesday, March 4, 2014=2014-03-04"},
        // The date wins where the weekday is wrong.
        Case{"On Friday, March 4, 2014, they met", "Friday, March 4, 2014=2014-03-04"},
        Case{"in the 1980s", "the 1980s=1980-01-01/1989-12-31"},
        Case{"in the nineties", "the nineties=1990-01-01/1999-12-31"},
        Case{"on 16. November 2018", "16. November 2018=2018-11-16"},
        Case{"in the nineteen seventies", "the nineteen seventies=1970-01-01/1979-12-31"},
        Case{"in the '60s", "the '60s=1960-01-01/1969-12-31"},
        Case{"since the 19th century", "the 19th century=1800-01-01/1899-12-31"},
        Case{"in the third quarter of 2018", "the third quarter of 2018=2018-07-01/2018-09-30"},
        Case{"profit for Q1 2018 fell", "Q1 2018=2018-01-01/2018-03-31"},
        Case{"in the first half of 2018", "the first half of 2018=2018-01-01/2018-06-30"},
        Case{"in the summer of 2018", "the summer of 2018=2018-06-01/2018-08-31"},
        Case{"in fiscal 2018", "fiscal 2018=2018~"},
        Case{"in the 2017-18 academic year", "the 2017-18 academic year=2017-01-01~/2018-12-31~"},
        Case{"in nineteen ninety-six", "nineteen ninety-six=1996"},
        Case{"the second Monday of July 2018", "the second Monday of July 2018=2018-07-09"},
        Case{"in week 31 of 2018", "week 31 of 2018=2018-07-30/2018-08-05"},
        Case{"the last week of 2018", "the last week of 2018=2018-12-24/2018-12-30"},
        Case{"as of 2018-11", "2018-11=2018-11"}));

INSTANTIATE_TEST_SUITE_P(
    Parts, TimeStageTable,
    ::testing::Values(Case{"in late June 2018", "late June 2018=2018-06-21~/2018-06-30~"},
                      Case{"by mid-June 2018", "mid-June 2018=2018-06-11~/2018-06-20~"},
                      Case{"in early June 2018", "early June 2018=2018-06-01~/2018-06-10~"},
                      Case{"in early 2018", "early 2018=2018-01-01~/2018-04-30~"},
                      Case{"in late 2018", "late 2018=2018-09-01~/2018-12-31~"},
                      Case{"in the mid-1980s", "the mid-1980s=1983-01-01~/1986-12-31~"},
                      Case{"at the end of 2018", "the end of 2018=2018-09-01~/2018-12-31~"},
                      Case{"around 1920", "around 1920=1920~"}));

INSTANTIATE_TEST_SUITE_P(
    Ranges, TimeStageTable,
    ::testing::Values(
        Case{"drills on 2 – 4 September 2018", "2 – 4 September 2018=2018-09-02/2018-09-04"},
        Case{"drills on September 2-4, 2018", "September 2-4, 2018=2018-09-02/2018-09-04"},
        Case{"drills from May to July 2018", "from May to July 2018=2018-05-01/2018-07-31"},
        Case{"between 3 and 5 June 2018", "between 3 and 5 June 2018=2018-06-03/2018-06-05"},
        Case{"from November 2017 to March 2018",
             "from November 2017 to March 2018=2017-11-01/2018-03-31"},
        Case{"from 30 November to 2 December 2017",
             "from 30 November to 2 December 2017=2017-11-30/2017-12-02"},
        Case{"from November to March 2018", "from November to March 2018=2017-11-01/2018-03-31"},
        Case{"in July and August 2018", "July and August 2018=2018-07-01/2018-08-31"},
        Case{"the 1961-1967 plan", "the 1961-1967=1961-01-01/1967-12-31"},
        Case{"from 1961 to 1967", "from 1961 to 1967=1961-01-01/1967-12-31"},
        Case{"on 5 and 6 June 2018", "5 and 6 June 2018=2018-06-05/2018-06-06"}));

INSTANTIATE_TEST_SUITE_P(
    Relative, TimeStageTable,
    ::testing::Values(
        Case{"He arrived yesterday.", "yesterday~=2019-05-14"},
        Case{"the day before yesterday", "the day before yesterday~=2019-05-13"},
        Case{"They meet tomorrow.", "tomorrow~=2019-05-16"},
        Case{"He arrived last week.", "last week~=2019-05-06/2019-05-12"},
        Case{"They meet next month.", "next month~=2019-06"},
        Case{"He left two days ago.", "two days ago~=2019-05-13"},
        Case{"He left three months ago.", "three months ago~=2019-02"},
        Case{"He will leave in three weeks.", "in three weeks~=2019-06-03/2019-06-09"},
        Case{"He finished in three weeks.", "in three weeks#=?"},
        Case{"It rose earlier this year.", "earlier this year~=2019-01-01~/2019-05-14~"},
        Case{"It will rise later this month.", "later this month~=2019-05-15~/2019-05-31~"},
        Case{"for the rest of the year", "the rest of the year~=2019-05-15~/2019-12-31~"},
        Case{"two years and three months ago", "two years and three months ago~=2017-02"},
        Case{"two days after tomorrow", "two days after tomorrow~=2019-05-18"},
        Case{"on the 20th of next month", "the 20th of next month~=2019-06-20"},
        Case{"the first Friday of next month", "the first Friday of next month~=2019-06-07"},
        Case{"He comes next week on Friday", "next week on Friday~=2019-05-24"},
        Case{"It rose late last year.", "late last year~=2018-09-01~/2018-12-31~"},
        Case{"in July last year", "July last year~=2018-07"},
        Case{"the week after next", "the week after next~=2019-05-27/2019-06-02"},
        Case{"late last week", "late last week~=2019-05-09~/2019-05-12~"},
        Case{"between now and 5 June", "between now and 5 June~=2019-05-15/2019-06-05"},
        Case{"It opens within five days.", "within five days~=2019-05-15~/2019-05-20~"},
        Case{"He left on Monday.", "Monday~=2019-05-13"},
        Case{"He left on Friday.", "Friday~=2019-05-10"},
        Case{"He will leave on Friday.", "Friday~=2019-05-17"},
        Case{"A vote is planned for Friday.", "Friday~=2019-05-17"},
        Case{"He may leave on Friday.", "Friday~=2019-05-17"},
        Case{"He may have left on Friday.", "Friday~=2019-05-10"},
        Case{"The vote was postponed until July.", "July~=2019-07"},
        Case{"The shop was closed on Friday.", "Friday~=2019-05-10"},
        Case{"He left last Friday.", "last Friday~=2019-05-10"},
        Case{"He will leave next Friday.", "next Friday~=2019-05-24"},
        Case{"He will leave this coming Friday.", "this coming Friday~=2019-05-17"},
        Case{"It happened on Monday evening.",
             "Monday evening~=2019-05-13T18:00:00~/2019-05-13T23:59:59~"},
        Case{"in the past three weeks", "the past three weeks~=2019-04-24~/2019-05-14~"},
        Case{"over the next two days", "the next two days~=2019-05-16~/2019-05-17~"},
        Case{"this summer", "this summer~=2019-06-01/2019-08-31"},
        Case{"the third quarter of last year",
             "the third quarter of last year~=2018-07-01/2018-09-30"},
        Case{"at the end of the month", "the end of the month~=2019-05-21~/2019-05-31~"},
        Case{"He spoke on Wednesday at 10 p.m. in the hall",
             "Wednesday at 10 p.m.~=2019-05-15T22:00:00"},
        Case{"at 14:30 GMT on 3 May 2019", "14:30 GMT on 3 May 2019=2019-05-03T14:30:00"}));

INSTANTIATE_TEST_SUITE_P(
    WithoutYear, TimeStageTable,
    ::testing::Values(Case{"They met on April 30.", "April 30~=2019-04-30"},
                      Case{"They met on 20 May.", "20 May~=2019-05-20"},
                      Case{"They met on Saturday, May 2.", "Saturday, May 2~=2020-05-02"},
                      Case{"They met on 20 October.", "20 October~=2018-10-20"},
                      Case{"They will meet on 3 February.", "3 February~=2020-02-03"},
                      Case{"on December 30", "December 30~=2018-12-30"},
                      Case{"The yield fell in July.", "July~=2018-07"},
                      Case{"The yield will fall in July.", "July~=2019-07"},
                      Case{"on September 2-4", "September 2-4~=2019-09-02/2019-09-04"},
                      Case{"on the 5th of May", "the 5th of May~=2019-05-05"}));

INSTANTIATE_TEST_SUITE_P(DurationsAndSets, TimeStageTable,
                         ::testing::Values(Case{"It lasted three hours.", "three hours#=?"},
                                           Case{"a two-day visit", "two-day#=?"},
                                           Case{"It went on for decades.", "decades#=?"},
                                           Case{"He works every Monday.", "every Monday*=?"},
                                           Case{"They meet twice a week.", "twice a week*=?"},
                                           Case{"It lasted 3h.", "3h#=?"},
                                           Case{"for an hour and half", "an hour and half#=?"},
                                           Case{"after 4.25 seconds", "4.25 seconds#=?"},
                                           Case{"It is published monthly.", "monthly*=?"}));

INSTANTIATE_TEST_SUITE_P(
    YearsAndMonthsInFigures, TimeStageTable,
    ::testing::Values(Case{"opened in 2017 / 04.", "2017 / 04=2017-04"},
                      Case{"opened in 2017 -04.", "2017 -04=2017-04"},
                      Case{"opened 04 / 2017.", "04 / 2017=2017-04"},
                      Case{"in 2017 - 04 people came", "2017=2017"},
                      Case{"opened in 2017/4.", "2017/4=2017-04"},
                      Case{"opened in 2017, june.", "2017, june=2017-06"},
                      Case{"opened on 2017-jun-4.", "2017-jun-4=2017-06-04"},
                      Case{"a photo of August 87.", "August 87=1987-08"},
                      Case{"in the two thousands", "the two thousands=2000-01-01/2009-12-31"},
                      Case{"in the twenty-tens", "the twenty-tens=2010-01-01/2019-12-31"}));

INSTANTIATE_TEST_SUITE_P(
    RangesOfDays, TimeStageTable,
    ::testing::Values(
        Case{"from 4 to June 9, 2018", "from 4 to June 9, 2018=2018-06-04/2018-06-09"},
        Case{"June between 4 and 9", "June between 4 and 9~=2019-06-04/2019-06-09"},
        Case{"from 6/4 to 7/9", "from 6/4 to 7/9~=2019-06-04/2019-07-09"},
        Case{"next week from Tuesday to Friday",
             "next week from Tuesday to Friday~=2019-05-21/2019-05-24"},
        Case{"The rest of the week will be dry.", "The rest of the week~=2019-05-15~/2019-05-19~"},
        Case{"It will open within the next two years.",
             "within the next two years~=2019-05-15~/2021-05-15~"}));

INSTANTIATE_TEST_SUITE_P(
    NotTimes, TimeStageTable,
    ::testing::Values(Case{"He may march on the capital.", ""}, Case{"some 2,000 people", ""},
                      Case{"a 45-year-old man", ""}, Case{"COVID-19 spread", ""},
                      Case{"on 45 March 2024 the port closed", ""},
                      Case{"the Sunday Mirror said", ""}, Case{"version 2.13.1999.4", ""},
                      Case{"a score of 3:1", ""}, Case{"on the second floor", ""},
                      Case{"She sat in the sun.", ""},
                      Case{"see news.example/2018/5/27/in-two-weeks-time", ""},
                      Case{"They wrote to each other twice.", ""}, Case{"June Okoro said so", ""},
                      Case{"on February 30, 2018", "February 30, 2018=?"}));

TEST(TimeStageTest, FocusCarriesFromOneSentenceToTheNext) {
  EXPECT_EQ(Times("On March 3, 2014, they signed.\nThe day before, they had met.\nTwo days later "
                  "they left."),
            "March 3, 2014=2014-03-03; The day before~=2014-03-02; Two days later~=2014-03-04");
}

TEST(TimeStageTest, TheDayBeforeMayBeFollowedByItsOccasion) {
  EXPECT_EQ(Times("On March 3, 2014, they signed.\nAs she said the day before during a visit, it "
                  "was time."),
            "March 3, 2014=2014-03-03; the day before~=2014-03-02");
}

TEST(TimeStageTest, FocusFadesAfterTwoSentences) {
  EXPECT_EQ(
      Times("On March 3, 2014, they signed.\nIt rained.\nIt snowed.\nThe day before, they met."),
      "March 3, 2014=2014-03-03; The day before~=2019-05-14");
}

TEST(TimeStageTest, WithoutPublicationOnlyAbsoluteTimesResolve) {
  EXPECT_EQ(Times("He came last week, on Monday and in May.", ""),
            "last week~=?; Monday~=?; May~=?");
  EXPECT_EQ(Times("He came on 3 May 2018.", ""), "3 May 2018=2018-05-03");
  EXPECT_EQ(Times("He died on May 3, 2018 of old age.", ""), "May 3, 2018=2018-05-03");
  EXPECT_EQ(Times("He came on 3 May 2018 and left two days later.", ""),
            "3 May 2018=2018-05-03; two days later~=2018-05-05");
}

TEST(TimeStageTest, AWeekdayTellsTheYearWhereNothingElseDoes) {
  // Of the years up to the engine's own in which it is that weekday, the last.
  EXPECT_EQ(Times("They met on Friday, October 13.", ""), "Friday, October 13~=2023-10-13~");
  EXPECT_EQ(Times("They met on October 13.", ""), "October 13~=?");
}

TEST(TimeStageTest, MentionsCoverTheirTokens) {
  AnnotatedDocument document = DocumentOf("In mid-March 2018, rain fell.", "");
  TimeStage().Annotate(document);
  ASSERT_EQ(document.times.size(), 1u);
  EXPECT_EQ(document.times[0].tokens, (TokenRange{1, 3}));
  EXPECT_EQ(document.Span(document.times[0].tokens), document.times[0].span);
}

TEST(TimeStageTest, OrderedAndApart) {
  AnnotatedDocument document = DocumentOf(
      "From 5 to 7 May 2018 and again in 2019 (May 4, 2019), every day, for two weeks "
      "until Friday the 13th, 10 a.m. Monday.",
      "2019-05-15");
  TimeStage().Annotate(document);
  ASSERT_GE(document.times.size(), 5u);
  for (size_t i = 1; i < document.times.size(); ++i) {
    EXPECT_LE(document.times[i - 1].span.end, document.times[i].span.begin);
  }
}

TEST(CalendarArithmeticTest, ShiftClampsToTheMonth) {
  EXPECT_EQ(Shift(absl::CivilSecond(2019, 1, 31), TimeUnit::kMonth, 1),
            absl::CivilSecond(2019, 2, 28));
  EXPECT_EQ(Shift(absl::CivilSecond(2020, 2, 29), TimeUnit::kYear, 1),
            absl::CivilSecond(2021, 2, 28));
  EXPECT_EQ(Shift(absl::CivilSecond(2019, 1, 31), TimeUnit::kYear, -3000), std::nullopt);
  EXPECT_EQ(Shift(absl::CivilSecond(2019, 1, 31), TimeUnit::kCentury, 999'999'999), std::nullopt);
}

TEST(CalendarArithmeticTest, UnitsAroundADay) {
  const absl::CivilDay day(2019, 12, 31);  // A Tuesday.
  EXPECT_EQ(UnitAround(day, TimeUnit::kWeek).ToEdtf(), "2019-12-30/2020-01-05");
  EXPECT_EQ(UnitAround(day, TimeUnit::kWeekend).ToEdtf(), "2020-01-04/2020-01-05");
  EXPECT_EQ(UnitAround(day, TimeUnit::kQuarter).ToEdtf(), "2019-10-01/2019-12-31");
  EXPECT_EQ(UnitAround(day, TimeUnit::kDecade).ToEdtf(), "2010-01-01/2019-12-31");
  EXPECT_EQ(SeasonOf(2019, Season::kWinter).ToEdtf(), "2019-12-01/2020-02-29");
}

TEST(CalendarArithmeticTest, Easter) {
  EXPECT_EQ(EasterSunday(2019), absl::CivilDay(2019, 4, 21));
  EXPECT_EQ(EasterSunday(2024), absl::CivilDay(2024, 3, 31));
  EXPECT_EQ(EasterSunday(2038), absl::CivilDay(2038, 4, 25));
}

TEST(TimeSenseTest, IsoDurations) {
  EXPECT_EQ(ToIsoDuration({3, false, TimeUnit::kYear}), "P3Y");
  EXPECT_EQ(ToIsoDuration({2.5, false, TimeUnit::kHour}), "PT2.5H");
  EXPECT_EQ(ToIsoDuration({2, false, TimeUnit::kDecade}), "P20Y");
  EXPECT_EQ(ToIsoDuration({0, true, TimeUnit::kWeek}), "PXW");
}

}  // namespace
}  // namespace dateline::nlp
