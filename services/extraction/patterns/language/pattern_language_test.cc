// The pattern language: what it refuses and why, what its parts mean, and every
// built-in pattern on the sentences beside it.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/extraction/nlp/hyphenated_words.h"
#include "services/extraction/nlp/pipeline/pipeline.h"
#include "services/extraction/patterns/language/pattern_examples.h"
#include "services/extraction/patterns/language/pattern_set.h"

namespace dateline::patterns {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::StatusOr<nlp::AnnotatedDocument> Annotate(std::string_view text) {
  static const auto* const pipeline =
      new std::unique_ptr<const nlp::Pipeline>(nlp::Pipeline::Create().value());
  nlp::AnnotatedDocument document = (*pipeline)->Annotate(text, std::nullopt);
  const nlp::HyphenatedWords words(document);
  return document;
}

// A file with one pattern; `body` comes after trigger and event.
std::string FileWith(std::string_view body) {
  return StrCat(R"(pattern {
    id: "event.test"
    summary: "a test"
    trigger { lemma: "sign" upos: "VERB" }
    event { type: "agreement.sign" }
    example { text: "Peru signed the treaty." finds: "actor=Peru" }
  )",
                body, "}");
}

constexpr std::string_view kActor =
    "argument { is: KIND_SUBJECT role: \"actor\" filler: FILLER_ACTOR }";

std::string ErrorOf(std::string_view file) {
  return std::string(PatternSet::Load({{"mine.textproto", std::string(file)}}).status().message());
}

std::vector<ExampleFailure> Check(std::string_view file) {
  auto sources = BuiltinPatternFiles();
  std::erase_if(sources, [](const PatternSource& s) { return s.name != "words.textproto"; });
  sources.push_back({"mine.textproto", std::string(file)});
  return CheckExamples(*PatternSet::Load(sources).value(), Annotate);
}

TEST(PatternLanguage, ErrorsNameFilePatternAndField) {
  EXPECT_THAT(ErrorOf("pattern { idd: \"x\" }"),
              AllOf(HasSubstr("mine.textproto"), HasSubstr("line 1"), HasSubstr("idd")));
  EXPECT_THAT(
      ErrorOf(FileWith("argument { role: \"actor\" }")),
      AllOf(HasSubstr("mine.textproto"), HasSubstr("'event.test'"), HasSubstr("argument[0]")));
  EXPECT_THAT(ErrorOf(FileWith("argument { is: KIND_OBLIQUE role: \"place\" }")),
              HasSubstr("argument[0].preposition"));
  EXPECT_THAT(ErrorOf(FileWith("argument { is: KIND_OBJECT word { upos: \"NN\" } }")),
              AllOf(HasSubstr("argument[0].word.upos"), HasSubstr("NN")));
  EXPECT_THAT(ErrorOf(FileWith("argument { is: KIND_OBJECT word { entity: \"CITY\" } }")),
              AllOf(HasSubstr("argument[0].word.entity"), HasSubstr("CITY")));
  EXPECT_THAT(ErrorOf(FileWith("argument { is: KIND_OBJECT word { lexicon: \"none\" } }")),
              HasSubstr("there is no lexicon 'none'"));
  EXPECT_THAT(ErrorOf(FileWith("factuality { status: \"MAYBE\" }")),
              HasSubstr("factuality.status"));
  EXPECT_THAT(ErrorOf(FileWith("confidence: 2")), HasSubstr("confidence"));
  EXPECT_THAT(ErrorOf(FileWith("example { text: \"x\" }")), HasSubstr("example[1]"));
  EXPECT_THAT(ErrorOf(StrCat(FileWith(kActor), FileWith(kActor))),
              HasSubstr("is in mine.textproto too"));
  EXPECT_THAT(ErrorOf("pattern { id: \"a\" summary: \"b\" event { type: \"c\" } }"),
              HasSubstr("trigger: has to test a lemma or a lexicon"));
  EXPECT_THAT(ErrorOf("lexicon { name: \"a\" include: \"b\" }"), HasSubstr("no lexicon 'b'"));
  const auto status = PatternSet::Load({{"mine.textproto", "x"}}).status();
  EXPECT_EQ(GetErrorDetail(status)->reason, reason::kPatternInvalid);
}

TEST(PatternLanguage, ExamplesThatFailSayWhatWasFound) {
  EXPECT_THAT(Check(FileWith(kActor)), IsEmpty());
  const std::vector<ExampleFailure> failures =
      Check(FileWith(StrCat(kActor, "example { text: \"Norway signed it.\" finds: \"actor=Peru\" }",
                            "example { text: \"Norway signed it.\" finds_nothing: true }")));
  ASSERT_THAT(failures, SizeIs(2));
  EXPECT_THAT(failures[0].problem, AllOf(HasSubstr("actor=Peru"), HasSubstr("actor=Norway")));
  EXPECT_THAT(failures[1].problem, HasSubstr("should find nothing"));
}

TEST(PatternLanguage, VoiceAndClauseAreUndone) {
  EXPECT_THAT(Check(FileWith(StrCat(kActor, "argument { is: KIND_OBJECT role: \"document\" }",
                                    "example { text: \"The treaty was signed by Peru in Lima.\" "
                                    "finds: \"actor=Peru; document=treaty\" }",
                                    "example { text: \"The treaty that Peru signed in May is "
                                    "void.\" finds: \"actor=Peru; document=treaty\" }",
                                    "example { text: \"Peru agreed to sign the treaty.\" finds: "
                                    "\"actor=Peru; document=treaty\" }",
                                    "example { text: \"Peru drafted and signed the treaty.\" "
                                    "finds: \"actor=Peru; document=treaty\" }",
                                    "example { text: \"Peru, which signed the treaty in May, is "
                                    "content.\" finds: \"actor=Peru\" }"))),
              IsEmpty());
}

TEST(PatternLanguage, PathsTestTheTree) {
  const std::string file = FileWith(StrCat(kActor,
                                           R"(argument {
           is: KIND_OBJECT role: "document"
           word { has { step { relation: "amod" word { lemma: "new" } } }
                  lacks { step { relation: "nmod" preposition: "of" } } } }
         argument {
           path { step { direction: DIRECTION_UP relation: "xcomp" word { lemma: "agree" } } }
           optional: true }
         example { text: "Peru signed the new treaty." finds: "document=new treaty" }
         example { text: "Peru signed the old treaty." finds_nothing: true }
         example { text: "Peru signed the new treaty of Lima." finds_nothing: true })"));
  EXPECT_THAT(
      Check(StrCat(file.substr(0, file.find("example")), file.substr(file.find("argument")))),
      IsEmpty());
}

TEST(PatternLanguage, ListsHoldVerbsWithParticlesAndCompounds) {
  const auto check = [](std::string_view entry, std::string_view example) {
    return Check(StrCat(
        "lexicon { name: \"t\" entry: \"", entry, "\" } pattern { id: \"p\" summary: \"s\"",
        " trigger { lexicon: \"t\" } event { type: \"e\" }",
        " argument { is: KIND_SUBJECT role: \"actor\" filler: FILLER_ACTOR }", example, "}"));
  };
  EXPECT_THAT(
      check("step down",
            "example { text: \"Orlo Vance stepped down on Monday.\" finds: \"actor=Orlo Vance\" }"
            "example { text: \"Orlo Vance stepped forward.\" finds_nothing: true }"),
      IsEmpty());
  EXPECT_THAT(check("step",
                    "example { text: \"Orlo Vance stepped forward.\" finds: \"actor=Orlo Vance\" }"
                    "example { text: \"Orlo Vance stepped down.\" finds_nothing: true }"),
              IsEmpty());
  EXPECT_THAT(check("peace talk",
                    "example { text: \"The peace talks by Peru failed.\" finds: \"actor=Peru\" }"
                    "example { text: \"The talks by Peru failed.\" finds_nothing: true }"),
              IsEmpty());
}

TEST(PatternLanguage, NounsForPeopleStandForWhomTheyBelongTo) {
  EXPECT_THAT(
      Check(FileWith(StrCat(
          kActor,
          "example { text: \"Diplomats of Norway and Peru signed it.\" finds: \"actor=Norway; "
          "actor=Peru\" }",
          "example { text: \"Two old soldiers signed it.\" finds: \"actor=Two old soldiers\" }"))),
      IsEmpty());
}

TEST(PatternLanguage, RelationsPairSubjectsWithObjects) {
  EXPECT_THAT(Check(R"(pattern {
      id: "p" summary: "s" trigger { lemma: "found" upos: "VERB" }
      argument { is: KIND_OBJECT role: "subject" filler: FILLER_ORGANIZATION }
      argument { is: KIND_SUBJECT role: "object" filler: FILLER_PERSON }
      relation { predicate: "founded_by" timed: true qualifier { name: "q" value: "v" } }
      example { text: "Orlo Vance and Ada Kell founded Acme Bank in 1998."
                finds: "subject=Acme Bank; object=Ada Kell; q=v; time=1998" } })"),
              IsEmpty());
}

TEST(PatternLanguage, TracesSayWhatIsMissing) {
  const auto set = PatternSet::Load({{"mine.textproto", FileWith(kActor)}}).value();
  const nlp::AnnotatedDocument document =
      Annotate("The treaty was signed. Peru signed the treaty.").value();
  const DocumentView view(document);
  const std::vector<PatternTrace> traces = TracePatterns(*set, view);
  ASSERT_THAT(traces, SizeIs(2));
  EXPECT_FALSE(traces[0].fired);
  EXPECT_THAT(traces[0].why_not, HasSubstr("'actor'"));
  EXPECT_TRUE(traces[1].fired);
  EXPECT_THAT(traces[1].fillers, Contains("actor=Peru"));
}

TEST(BuiltinPatterns, PassTheirExamples) {
  const auto set = PatternSet::Load(BuiltinPatternFiles()).value();
  for (const ExampleFailure& failure : CheckExamples(*set, Annotate)) {
    ADD_FAILURE() << failure.file << ": " << failure.pattern << "\n"
                  << failure.text << "\n"
                  << failure.problem;
  }
}

}  // namespace
}  // namespace dateline::patterns
