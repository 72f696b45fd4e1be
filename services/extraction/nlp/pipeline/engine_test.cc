// The trained stages as a whole: the same answers on every kernel, in any
// company and from many threads; whole trees for any input; and models that do
// not fit are refused.
#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "common/text/utf8.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/extraction/nlp/model/english_bundle.h"
#include "services/extraction/nlp/model/testing/small_model.h"
#include "services/extraction/nlp/names/name_network.h"
#include "services/extraction/nlp/pipeline/pipeline.h"

namespace dateline::nlp {
namespace {

using Tokens = std::vector<std::vector<std::string>>;

std::shared_ptr<const Bundle> EnglishBundle() {
  static const auto bundle = Bundle::FromStaticBytes(EnglishBundleBytes()).value();
  return bundle;
}

const Pipeline& English() {
  static const auto pipeline = Pipeline::Create(EnglishBundle()).value();
  return *pipeline;
}

std::shared_ptr<const Bundle> SmallBundle(uint32_t seed) {
  return Bundle::FromBytes(testing::SmallModel(seed).Build()).value();
}

// What the trained stages say of a sentence, whatever is before it.
using TokenAnswer =
    std::tuple<std::string, std::string, std::string, std::string, int32_t, std::string>;
struct SentenceAnswer {
  std::vector<TokenAnswer> tokens;
  std::vector<std::tuple<uint32_t, uint32_t, NameType>> names;
  friend bool operator==(const SentenceAnswer&, const SentenceAnswer&) = default;
};

std::vector<SentenceAnswer> AnswersIn(const AnnotatedDocument& document) {
  std::vector<SentenceAnswer> out;
  for (const Sentence& sentence : document.sentences) {
    SentenceAnswer answer;
    for (uint32_t i = sentence.tokens.begin; i < sentence.tokens.end; ++i) {
      const Token& t = document.tokens[i];
      answer.tokens.emplace_back(document.Form(i), t.upos, t.features, t.lemma, t.head, t.relation);
    }
    for (const LabelledName& name : document.labelled_names) {
      if (name.tokens.begin < sentence.tokens.begin || name.tokens.end > sentence.tokens.end) {
        continue;
      }
      answer.names.emplace_back(name.tokens.begin - sentence.tokens.begin,
                                name.tokens.end - sentence.tokens.begin, name.type);
    }
    out.push_back(std::move(answer));
  }
  return out;
}

std::vector<SentenceAnswer> Read(const Pipeline& pipeline, const Tokens& sentences) {
  return AnswersIn(pipeline.AnnotateTokens(sentences, std::nullopt));
}

// Sentences of 1 to `longest` tokens, of words known and unknown.
Tokens Synthetic(size_t sentences, size_t longest, uint32_t seed) {
  const std::vector<std::string> words = {
      "The",   "harbour", "of",    "Tamm",   "left", "in",    "2031",  ",",    "Vance",
      "said",  "“",       "”",     "Zqxwv",  "MIRA", "ships", "1,50",  "was",  "U.S.",
      "Ünal",  "and",     "docks", "to",     "port", "-",     "based", "日本", "😀",
      "never", "grain",   "'s",    "Monday", "it",   "will",  "close", ":",    "Orlo"};
  std::mt19937 random(seed);
  Tokens out(sentences);
  for (auto& sentence : out) {
    const size_t length = 1 + random() % longest;
    for (size_t i = 0; i + 1 < length; ++i) sentence.push_back(words[random() % words.size()]);
    sentence.push_back(".");
  }
  return out;
}

class EngineTest : public ::testing::TestWithParam<std::shared_ptr<const Bundle>> {};

TEST_P(EngineTest, EveryKernelGivesTheSameAnswers) {
  const Tokens sentences = Synthetic(60, 50, 31);
  const auto want = Read(*Pipeline::Create(GetParam(), Kernel::kPortable).value(), sentences);
  for (const Kernel kernel : AvailableKernels()) {
    EXPECT_EQ(Read(*Pipeline::Create(GetParam(), kernel).value(), sentences), want)
        << NameOf(kernel);
  }
}

TEST_P(EngineTest, ASentenceIsReadTheSameInAnyCompany) {
  const auto pipeline = Pipeline::Create(GetParam()).value();
  const auto words = std::make_shared<const WordTable>(WordTable::Load(*GetParam()).value());
  const NameNetwork network = NameNetwork::Load(GetParam(), words).value();
  // The stage makes names consistent over the document; the network does not.
  const auto read = [&](const Tokens& given) {
    AnnotatedDocument document = pipeline->AnnotateTokens(given, std::nullopt);
    document.labelled_names = network.FindNames(document);
    return AnswersIn(document);
  };
  Tokens sentences = Synthetic(90, 40, 32);
  sentences.push_back(Synthetic(1, 1, 1)[0]);
  sentences.insert(sentences.begin() + 40, std::vector<std::string>(700, "grain"));
  const auto together = read(sentences);
  ASSERT_EQ(together.size(), sentences.size());
  for (size_t i = 0; i < sentences.size(); ++i) {
    ASSERT_EQ(read({sentences[i]}).at(0), together[i]) << i;
  }
  std::vector<size_t> order(sentences.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::mt19937 random(33);
  std::shuffle(order.begin(), order.end(), random);
  Tokens shuffled;
  for (const size_t i : order) shuffled.push_back(sentences[i]);
  const auto answers = read(shuffled);
  for (size_t i = 0; i < order.size(); ++i) ASSERT_EQ(answers[i], together[order[i]]) << order[i];
}

TEST_P(EngineTest, FourThreadsGetTheSameAnswers) {
  const auto pipeline = Pipeline::Create(GetParam()).value();
  const Tokens sentences = Synthetic(40, 40, 34);
  const auto want = Read(*pipeline, sentences);
  std::vector<std::vector<SentenceAnswer>> got(4);
  {
    std::vector<std::jthread> threads;
    for (auto& answers : got) {
      threads.emplace_back([&] {
        for (int i = 0; i < 3; ++i) answers = Read(*pipeline, sentences);
      });
    }
  }
  for (const auto& answers : got) EXPECT_EQ(answers, want);
}

INSTANTIATE_TEST_SUITE_P(Models, EngineTest,
                         ::testing::Values(EnglishBundle(), SmallBundle(1), SmallBundle(2)),
                         [](const auto& model) {
                           return model.index == 0 ? "English"
                                                   : "Small" + std::to_string(model.index);
                         });

TEST(Engine, TheSmallModelsHaveSomethingToSay) {
  // Else the tests above would compare nothing.
  const auto answers = Read(*Pipeline::Create(SmallBundle(1)).value(), Synthetic(60, 50, 31));
  std::vector<std::string> tags;
  std::vector<std::string> relations;
  size_t names = 0;
  for (const SentenceAnswer& answer : answers) {
    names += answer.names.size();
    for (const TokenAnswer& token : answer.tokens) {
      tags.push_back(std::get<1>(token));
      relations.push_back(std::get<5>(token));
    }
  }
  const auto kinds = [](std::vector<std::string> v) {
    std::sort(v.begin(), v.end());
    return std::unique(v.begin(), v.end()) - v.begin();
  };
  EXPECT_GE(kinds(tags), 3);
  EXPECT_GE(kinds(relations), 3);
  EXPECT_GT(names, 0u);
}

// Every sentence has one root, to which all heads lead without leaving the
// sentence; every token has its tag and relation; names lie in sentences.
void CheckWhole(const AnnotatedDocument& document) {
  for (const Sentence& sentence : document.sentences) {
    const auto size = static_cast<int32_t>(sentence.tokens.size());
    ASSERT_GT(size, 0);
    const auto head = [&](int32_t at) {
      return document.tokens[sentence.tokens.begin + static_cast<uint32_t>(at) - 1].head;
    };
    std::vector<int32_t> visit(static_cast<size_t>(size) + 1, 0);
    int roots = 0;
    for (int32_t start = 1; start <= size; ++start) {
      roots += head(start) == 0;
      int32_t at = start;
      while (at != 0 && visit[static_cast<size_t>(at)] == 0) {
        visit[static_cast<size_t>(at)] = start;
        ASSERT_GE(head(at), 0);
        ASSERT_LE(head(at), size);
        at = head(at);
      }
      ASSERT_TRUE(at == 0 || visit[static_cast<size_t>(at)] != start) << "a cycle at " << at;
    }
    ASSERT_EQ(roots, 1);
  }
  for (const Token& token : document.tokens) {
    ASSERT_FALSE(token.upos.empty());
    ASSERT_FALSE(token.relation.empty());
  }
  uint32_t last = 0;
  for (const LabelledName& name : document.labelled_names) {
    ASSERT_GE(name.tokens.begin, last);
    ASSERT_LT(name.tokens.begin, name.tokens.end);
    ASSERT_LE(name.tokens.end, document.tokens.size());
    last = name.tokens.end;
  }
}

AnnotatedDocument ReadText(std::string_view text) { return English().Annotate(text, std::nullopt); }

std::string Repeated(std::string_view piece, size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

TEST(Robustness, AMegabyteWithoutAStop) {
  CheckWhole(ReadText(Repeated("the grain ships of Tamm and Vance left port while ", 1 << 20)));
}

TEST(Robustness, AMegabyteWithoutASpace) {
  const AnnotatedDocument document = ReadText(Repeated("grainships", 1 << 20));
  CheckWhole(document);
  EXPECT_FALSE(document.tokens.empty());
}

TEST(Robustness, TenThousandCommas) {
  CheckWhole(ReadText(std::string(10'000, ',')));
  CheckWhole(English().AnnotateTokens({std::vector<std::string>(10'000, ",")}, std::nullopt));
}

TEST(Robustness, EmojiAndArabicInsideEnglish) {
  const AnnotatedDocument document = ReadText(
      "The mayor 👩‍👩‍👧‍👦🇵🇪 wrote “👍🏽👍🏽” on Monday. He said \"قال رئيس "
      "البلدية "
      "إن "
      "الميناء مفتوح\" and "
      "left ‏(مع السلامة)‏ for Lima\u200F. 😀😀😀😀😀 "
      "e\u0301\u0301\u0301\u0301.");
  CheckWhole(document);
  for (const Token& token : document.tokens) {
    ASSERT_TRUE(IsCharacterBoundary(document.text, token.span.begin));
    ASSERT_TRUE(IsCharacterBoundary(document.text, token.span.end));
  }
}

TEST(Robustness, TruncatedUtf8InGivenTokens) {
  const AnnotatedDocument document = English().AnnotateTokens(
      {{"Tamm\xC3", "\xE2\x80", "left", "\xF0\x9F\x98", "\x80", "Lima\xFF."}, {"\xC3"}},
      std::nullopt);
  CheckWhole(document);
  ASSERT_EQ(document.tokens.size(), 7u);
  EXPECT_EQ(document.Form(0), "Tamm\xC3");
}

TEST(Robustness, OneGivenSentenceOfTenThousandTokens) {
  Tokens sentences = Synthetic(2000, 40, 35);
  std::vector<std::string> all;
  for (const auto& sentence : sentences) all.insert(all.end(), sentence.begin(), sentence.end());
  all.resize(10'000, "grain");
  const AnnotatedDocument document =
      English().AnnotateTokens({{"Short", "one", "."}, all, {"Last"}}, std::nullopt);
  CheckWhole(document);
  ASSERT_EQ(document.sentences.size(), 3u);
  EXPECT_EQ(document.sentences[1].tokens.size(), 10'000u);
}

TEST(Robustness, NothingIsNothing) {
  for (const char* text : {"", " ", "\n\n\n", "\u00A0"}) {
    EXPECT_TRUE(ReadText(text).labelled_names.empty());
  }
  EXPECT_TRUE(English().AnnotateTokens({}, std::nullopt).tokens.empty());
  EXPECT_TRUE(English().AnnotateTokens({{}, {}}, std::nullopt).tokens.empty());
}

// A model of which one thing is not as it should be.
absl::Status WhyRefused(const testing::BundleBuilder& builder) {
  const auto bundle = Bundle::FromBytes(builder.Build());
  EXPECT_TRUE(bundle.ok()) << bundle.status();
  return bundle.ok() ? Pipeline::Create(*bundle).status() : bundle.status();
}

TEST(Models, EverySectionIsNeeded) {
  const testing::BundleBuilder whole = testing::SmallModel(3);
  ASSERT_TRUE(WhyRefused(whole).ok()) << WhyRefused(whole);
  for (const std::string& name : whole.Names()) {
    testing::BundleBuilder builder = whole;
    builder.Remove(name);
    const absl::Status status = WhyRefused(builder);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << name;
    EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("'" + name + "' is missing"));
  }
}

TEST(Models, NoSectionMayHaveAnotherShapeOrType) {
  const testing::BundleBuilder whole = testing::SmallModel(3);
  for (const std::string& name : whole.Names()) {
    testing::BundleBuilder builder = whole;
    builder.AddInt8(name, 3, 77, std::vector<int8_t>(231, 1));
    EXPECT_EQ(WhyRefused(builder).code(), absl::StatusCode::kFailedPrecondition) << name;
    builder.AddFloats(name, std::vector<float>(77, 1.0f));
    EXPECT_EQ(WhyRefused(builder).code(), absl::StatusCode::kFailedPrecondition) << name;
    // Lines that say nothing the stages know; a lexicon and a word list of other
    // words are the only texts that could do.
    builder.AddLines(name, {"a\tb", "c"});
    EXPECT_EQ(WhyRefused(builder).code(), absl::StatusCode::kFailedPrecondition) << name;
  }
}

TEST(Models, LabelsOfNamesMustBeKnown) {
  for (const char* label : {"Person", "X-Person", "B-person", "B-", "B", ""}) {
    testing::BundleBuilder builder = testing::SmallModel(3);
    builder.AddLines("names/output/labels", {"O", label, "I-Person", "B-NORP", "I-NORP"});
    EXPECT_EQ(WhyRefused(builder).code(), absl::StatusCode::kFailedPrecondition) << label;
  }
}

TEST(Models, OutputsThatMultiplyTo32BitsOfZero) {
  // 65,536 labels squared: a table of transitions of any size would seem to fit.
  testing::BundleBuilder builder = testing::SmallModel(3);
  constexpr uint32_t kLabels = 65'536;
  builder.AddInt8("names/output/weights", kLabels, 8, std::vector<int8_t>(kLabels * 8, 1));
  builder.AddFloats("names/output/scales", std::vector<float>(kLabels, 0.01f));
  builder.AddFloats("names/output/bias", std::vector<float>(kLabels, 0.0f));
  builder.AddFloats("names/start", std::vector<float>(kLabels, 0.0f));
  builder.AddLines("names/output/labels", std::vector<std::string>(kLabels, "O"));
  EXPECT_THAT(std::string(WhyRefused(builder).message()),
              ::testing::HasSubstr("'names/transitions' has 25 values, wanted 4294967296"));
}

}  // namespace
}  // namespace dateline::nlp
