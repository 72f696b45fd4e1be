#include "services/extraction/core/extractor.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/extraction/core/document_checks.h"
#include "services/extraction/core/extraction_assembler.h"
#include "services/extraction/core/given_propositions.h"
#include "services/extraction/nlp/hyphenated_words.h"
#include "services/extraction/nlp/pipeline/pipeline.h"
#include "services/extraction/patterns/language/pattern_examples.h"
#include "services/extraction/patterns/rule_library.h"

namespace dateline::extraction {
namespace {

constexpr std::string_view kEngineVersion = "0.1.0";
// Raise whenever the same text may give other facts.
constexpr std::string_view kRulesRevision = "28";

absl::Status CheckToken(const std::string& token) {
  if (token.empty()) return FieldInvalid("tokens", "a token is empty; leave empty tokens out");
  // Some corpora hold tokens such as "7 pm": spaces inside are kept.
  if (token.find_first_of("\t\r\n\v\f") != std::string::npos) {
    return FieldInvalid("tokens", StrCat("the token '", token, "' holds a line end or tab"));
  }
  return absl::OkStatus();
}

// Tells an observer how long it is since the last time.
class StageTimer {
 public:
  explicit StageTimer(ReadingObserver* observer)
      : observer_(observer), last_(std::chrono::steady_clock::now()) {}

  void Ran(std::string_view stage) {
    if (observer_ == nullptr) return;
    const auto now = std::chrono::steady_clock::now();
    observer_->StageRan(stage, absl::FromChrono(now - last_));
    last_ = now;
  }

 private:
  ReadingObserver* const observer_;
  std::chrono::steady_clock::time_point last_;
};

class RuleExtractor final : public Extractor {
 public:
  RuleExtractor(std::unique_ptr<const nlp::Pipeline> pipeline,
                std::shared_ptr<const patterns::PatternSet> pattern_set, ReadingObserver* observer)
      : pipeline_(std::move(pipeline)),
        patterns_(std::move(pattern_set)),
        library_(patterns_),
        observer_(observer) {
    FillInfo();
  }

  absl::StatusOr<Extraction> Extract(const Document& document) const override {
    if (!IsReadLanguage(document)) return ExtractNothing(document);
    DATELINE_ASSIGN_OR_RETURN(nlp::AnnotatedDocument annotated,
                              Annotate(document.text, document.published_at));
    StageTimer timer(observer_);
    const nlp::HyphenatedWords words(annotated);
    const patterns::DocumentView view(annotated);
    patterns::FactSink sink(view);
    library_.Apply(view, sink);
    timer.Ran("fact rules");
    Extraction extraction = AssembleExtraction(document, info_.version, view, sink);
    timer.Ran("assembly");
    if (observer_ != nullptr) {
      observer_->DocumentRead(document.text.size(), extraction.facts.size());
    }
    return extraction;
  }

  absl::StatusOr<nlp::AnnotatedDocument> Annotate(
      std::string_view text, std::optional<TimeInterval> published_at) const override {
    DATELINE_RETURN_IF_ERROR(CheckText(text));
    if (observer_ == nullptr) return pipeline_->Annotate(text, std::move(published_at));
    StageTimer timer(observer_);
    return pipeline_->Annotate(text, std::move(published_at),
                               [&timer](std::string_view stage) { timer.Ran(stage); });
  }

  absl::StatusOr<nlp::AnnotatedDocument> AnnotateTokens(
      const std::vector<std::vector<std::string>>& sentences,
      std::optional<TimeInterval> published_at) const override {
    std::string text;
    for (const std::vector<std::string>& sentence : sentences) {
      for (const std::string& token : sentence) {
        DATELINE_RETURN_IF_ERROR(CheckToken(token));
        text += token;
        text += ' ';
      }
    }
    DATELINE_RETURN_IF_ERROR(CheckText(text));
    return pipeline_->AnnotateTokens(sentences, std::move(published_at));
  }

  std::vector<PatternFailure> CheckPatterns() const override {
    const auto annotate = [this](std::string_view text) -> absl::StatusOr<nlp::AnnotatedDocument> {
      DATELINE_ASSIGN_OR_RETURN(nlp::AnnotatedDocument document, Annotate(text, std::nullopt));
      const nlp::HyphenatedWords words(document);
      return document;
    };
    std::vector<PatternFailure> out;
    for (patterns::ExampleFailure& failure : patterns::CheckExamples(*patterns_, annotate)) {
      out.push_back({std::move(failure.file), std::move(failure.pattern), std::move(failure.text),
                     std::move(failure.problem)});
    }
    return out;
  }

  absl::StatusOr<std::vector<PatternAttempt>> ExplainPatterns(
      std::string_view text) const override {
    DATELINE_ASSIGN_OR_RETURN(nlp::AnnotatedDocument document, Annotate(text, std::nullopt));
    const nlp::HyphenatedWords words(document);
    const patterns::DocumentView view(document);
    std::vector<PatternAttempt> out;
    for (patterns::PatternTrace& trace : patterns::TracePatterns(*patterns_, view)) {
      out.push_back({std::move(trace.pattern), std::move(trace.file), trace.trigger, trace.fired,
                     std::move(trace.fillers), std::move(trace.why_not)});
    }
    return out;
  }

  absl::StatusOr<std::vector<std::vector<Proposition>>> ReadPropositions(
      const std::vector<std::vector<std::string>>& sentences) const override {
    DATELINE_ASSIGN_OR_RETURN(const nlp::AnnotatedDocument annotated,
                              AnnotateTokens(WithoutTreebankEscapes(sentences), std::nullopt));
    return PropositionsOf(annotated, sentences);
  }

  const ExtractorInfo& Describe() const override { return info_; }

 private:
  // English rules would read garbled facts in another language.
  absl::StatusOr<Extraction> ExtractNothing(const Document& document) const {
    DATELINE_RETURN_IF_ERROR(CheckText(document.text));
    Extraction out;
    out.document = document;
    out.document.text.clear();
    out.extractor_version = info_.version;
    out.warnings.push_back(
        {"NOT_ENGLISH",
         StrCat("the document is in '", document.language, "'; facts are read in English only"),
         {}});
    return out;
  }

  void FillInfo() {
    std::set<std::string> types;
    std::string ids;
    for (const patterns::RuleInfo& rule : library_.Rules()) {
      info_.patterns.push_back(
          {std::string(rule.id), std::string(rule.summary), std::string(rule.fact_type)});
      if (!rule.fact_type.empty()) types.insert(std::string(rule.fact_type));
      ids += rule.id;
      ids += '\n';
    }
    info_.fact_types.assign(types.begin(), types.end());
    info_.languages = {"en"};
    info_.model_checksum = pipeline_->model_checksum();
    info_.declared_patterns = patterns_->patterns().size();
    info_.pattern_checksum = patterns_->checksum();
    // Other rules or another model, another version.
    info_.version = StrCat(
        kEngineVersion, "+rules.",
        HashedId({kRulesRevision, ids, info_.model_checksum, info_.pattern_checksum}).substr(0, 8));
  }

  const std::unique_ptr<const nlp::Pipeline> pipeline_;
  const std::shared_ptr<const patterns::PatternSet> patterns_;
  const patterns::RuleLibrary library_;
  ReadingObserver* const observer_;
  ExtractorInfo info_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<const Extractor>> Extractor::Create(
    const ExtractorOptions& options) {
  DATELINE_ASSIGN_OR_RETURN(std::unique_ptr<const nlp::Pipeline> pipeline, nlp::Pipeline::Create());
  std::vector<patterns::PatternSource> sources = patterns::BuiltinPatternFiles();
  if (!options.pattern_folder.empty()) {
    DATELINE_ASSIGN_OR_RETURN(std::vector<patterns::PatternSource> added,
                              patterns::ReadPatternFolder(options.pattern_folder));
    for (patterns::PatternSource& source : added) sources.push_back(std::move(source));
  }
  DATELINE_ASSIGN_OR_RETURN(std::shared_ptr<const patterns::PatternSet> set,
                            patterns::PatternSet::Load(sources));
  return std::make_unique<const RuleExtractor>(std::move(pipeline), std::move(set),
                                               options.observer);
}

}  // namespace dateline::extraction
