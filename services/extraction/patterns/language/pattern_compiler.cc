#include "services/extraction/patterns/language/pattern_compiler.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/fact/vocabulary.h"

namespace dateline::patterns {
namespace {

using ::dateline::patterns::v1::Argument;
using ::dateline::patterns::v1::Example;
using ::dateline::patterns::v1::Lexicon;
using ::dateline::patterns::v1::Path;
using ::dateline::patterns::v1::Pattern;
using ::dateline::patterns::v1::Step;
using ::dateline::patterns::v1::WordTest;

// Where in the files an error is.
struct Place {
  std::string file;
  std::string pattern;
  std::string field;

  Place At(std::string_view more) const {
    return {file, pattern, field.empty() ? std::string(more) : StrCat(field, ".", more)};
  }
  Place At(std::string_view name, int index) const { return At(StrCat(name, "[", index, "]")); }
};

absl::Status Invalid(const Place& place, std::string_view problem) {
  std::string where = place.file;
  if (!place.pattern.empty()) where += StrCat(": pattern '", place.pattern, "'");
  if (!place.field.empty()) where += StrCat(": ", place.field);
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kPatternInvalid,
                   StrCat(where, ": ", problem));
}

bool IsIdentifier(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
  });
}

// Keeps the first message of the text format's parser.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    if (message_.empty())
      message_ = StrCat("line ", line + 1, ", column ", column + 1, ": ", message);
  }
  const std::string& message() const { return message_; }

 private:
  std::string message_;
};

constexpr std::string_view kUposTags[] = {"ADJ",   "ADP",   "ADV", "AUX",  "CCONJ", "DET",
                                          "INTJ",  "NOUN",  "NUM", "PART", "PRON",  "PROPN",
                                          "PUNCT", "SCONJ", "SYM", "VERB", "X"};

class Compiler {
 public:
  explicit Compiler(std::map<std::string, WordList> lists) : lists_(std::move(lists)) {}

  absl::StatusOr<CompiledPattern> Compile(const std::string& file, const Pattern& pattern) const {
    const Place place = {file, pattern.id(), ""};
    CompiledPattern out;
    out.id = pattern.id();
    out.summary = pattern.summary();
    out.file = file;
    if (!IsIdentifier(pattern.id())) {
      return Invalid(place.At("id"), "use lower case letters, digits, dots and underscores");
    }
    if (pattern.summary().empty()) return Invalid(place.At("summary"), "say what it finds");
    DATELINE_ASSIGN_OR_RETURN(out.trigger, Test(place.At("trigger"), pattern.trigger()));
    if (out.trigger.words.empty()) {
      return Invalid(place.At("trigger"), "has to test a lemma or a lexicon");
    }
    for (int i = 0; i < pattern.argument_size(); ++i) {
      DATELINE_ASSIGN_OR_RETURN(CompiledArgument argument,
                                Compiled(place.At("argument", i), pattern.argument(i)));
      out.arguments.push_back(std::move(argument));
    }
    DATELINE_RETURN_IF_ERROR(ReadTemplate(place, pattern, out));
    DATELINE_RETURN_IF_ERROR(ReadFactuality(place.At("factuality"), pattern, out));
    out.confidence = pattern.confidence() == 0 ? 0.75 : pattern.confidence();
    if (!(out.confidence > 0 && out.confidence <= 1)) {
      return Invalid(place.At("confidence"), "has to be above 0 and at most 1");
    }
    DATELINE_RETURN_IF_ERROR(ReadExamples(place, pattern, out));
    return out;
  }

 private:
  absl::Status AddList(const Place& place, const std::string& name, WordList& list) const {
    const auto found = lists_.find(name);
    if (found == lists_.end()) {
      return Invalid(place, StrCat("there is no lexicon '", name, "' in the files read"));
    }
    list.AddAll(found->second);
    return absl::OkStatus();
  }

  absl::StatusOr<CompiledWordTest> Test(const Place& place, const WordTest& test) const {
    CompiledWordTest out;
    for (const std::string& lemma : test.lemma()) out.words.Add(lemma);
    for (const std::string& name : test.lexicon()) {
      DATELINE_RETURN_IF_ERROR(AddList(place.At("lexicon"), name, out.words));
    }
    for (const std::string& lemma : test.not_lemma()) out.not_words.Add(lemma);
    for (const std::string& name : test.not_lexicon()) {
      DATELINE_RETURN_IF_ERROR(AddList(place.At("not_lexicon"), name, out.not_words));
    }
    for (const std::string& tag : test.upos()) {
      if (std::find(std::begin(kUposTags), std::end(kUposTags), tag) == std::end(kUposTags)) {
        return Invalid(place.At("upos"), StrCat("'", tag, "' is no universal tag, such as VERB"));
      }
      out.upos.push_back(tag);
    }
    out.features.assign(test.feature().begin(), test.feature().end());
    for (const std::string& feature : out.features) {
      if (feature.find('=') == std::string::npos) {
        return Invalid(place.At("feature"), StrCat("'", feature, "' is not like 'Tense=Past'"));
      }
    }
    out.forms.assign(test.form().begin(), test.form().end());
    for (const std::string& name : test.entity()) {
      const std::optional<EntityType> type = EntityTypeFromName(name);
      if (!type.has_value()) {
        return Invalid(place.At("entity"),
                       StrCat("'", name, "' is no entity type, such as PERSON or GPE"));
      }
      out.entity_types.push_back(*type);
    }
    for (int i = 0; i < test.has_size(); ++i) {
      DATELINE_ASSIGN_OR_RETURN(TreePath path, Steps(place.At("has", i), test.has(i)));
      out.has.push_back(std::move(path));
    }
    for (int i = 0; i < test.lacks_size(); ++i) {
      DATELINE_ASSIGN_OR_RETURN(TreePath path, Steps(place.At("lacks", i), test.lacks(i)));
      out.lacks.push_back(std::move(path));
    }
    return out;
  }

  absl::StatusOr<TreePath> Steps(const Place& place, const Path& path) const {
    if (path.step_size() == 0) return Invalid(place, "a path needs a step");
    TreePath out;
    for (int i = 0; i < path.step_size(); ++i) {
      const Step& step = path.step(i);
      PathStep compiled;
      compiled.up = step.direction() == Step::DIRECTION_UP;
      if (step.occurrence() == Step::OCCURRENCE_OPTIONAL) {
        compiled.occurrence = PathStep::Occurrence::kOptional;
      } else if (step.occurrence() == Step::OCCURRENCE_REPEATED) {
        compiled.occurrence = PathStep::Occurrence::kRepeated;
      }
      compiled.relations.assign(step.relation().begin(), step.relation().end());
      compiled.prepositions.assign(step.preposition().begin(), step.preposition().end());
      DATELINE_ASSIGN_OR_RETURN(compiled.word, Test(place.At("step", i).At("word"), step.word()));
      out.push_back(std::move(compiled));
    }
    return out;
  }

  static std::optional<ArgumentKind> KindOf(Argument::Kind kind) {
    switch (kind) {
      case Argument::KIND_SUBJECT:
        return ArgumentKind::kSubject;
      case Argument::KIND_OBJECT:
        return ArgumentKind::kObject;
      case Argument::KIND_INDIRECT_OBJECT:
        return ArgumentKind::kIndirectObject;
      case Argument::KIND_OBLIQUE:
        return ArgumentKind::kOblique;
      case Argument::KIND_CLAUSE:
        return ArgumentKind::kClause;
      case Argument::KIND_BEARER:
        return ArgumentKind::kBearer;
      case Argument::KIND_MODIFIER:
        return ArgumentKind::kModifier;
      default:
        return std::nullopt;
    }
  }

  absl::StatusOr<CompiledArgument> Compiled(const Place& place, const Argument& argument) const {
    CompiledArgument out;
    out.role = argument.role();
    out.optional = argument.optional();
    out.only_first = argument.only_first();
    out.prepositions.assign(argument.preposition().begin(), argument.preposition().end());
    // In the order of FillerKind.
    out.filler = static_cast<FillerKind>(argument.filler());
    if (out.role.empty()) out.filler = FillerKind::kNone;
    bool oblique = false;
    for (const int value : argument.is()) {
      const auto kind = static_cast<Argument::Kind>(value);
      if (kind == Argument::KIND_TRIGGER) {
        out.trigger_itself = true;
        continue;
      }
      const std::optional<ArgumentKind> compiled = KindOf(kind);
      if (!compiled.has_value()) return Invalid(place.At("is"), "is not given");
      oblique |= *compiled == ArgumentKind::kOblique;
      out.kinds.push_back(*compiled);
    }
    if (argument.has_path()) {
      DATELINE_ASSIGN_OR_RETURN(out.path, Steps(place.At("path"), argument.path()));
    }
    const bool stands_somewhere = !out.kinds.empty() || out.trigger_itself;
    if (stands_somewhere == !out.path.empty()) {
      return Invalid(place, "needs either 'is' or 'path'");
    }
    if (oblique && out.prepositions.empty()) {
      return Invalid(place.At("preposition"), "an oblique argument needs its prepositions");
    }
    DATELINE_ASSIGN_OR_RETURN(out.word, Test(place.At("word"), argument.word()));
    return out;
  }

  static absl::Status ReadTemplate(const Place& place, const Pattern& pattern,
                                   CompiledPattern& out) {
    if (pattern.has_event()) {
      out.kind = FactKind::kEvent;
      out.type = pattern.event().type();
      if (!IsIdentifier(out.type))
        return Invalid(place.At("event.type"), "is not like 'aid.provide'");
      out.no_place = pattern.event().no_place();
      if (pattern.event().least_fillers() > 0) out.least_fillers = pattern.event().least_fillers();
      out.plover_code = pattern.event().plover_code();
      out.plover_mode = pattern.event().plover_mode();
      if (!out.plover_code.empty() && FindEventType(out.type) != nullptr) {
        return Invalid(place.At("event.plover_code"),
                       StrCat("the code of '", out.type, "' is known; leave it out"));
      }
      return absl::OkStatus();
    }
    if (!pattern.has_relation()) return Invalid(place, "needs 'event' or 'relation'");
    out.kind = FactKind::kRelation;
    out.type = pattern.relation().predicate();
    out.object_text = pattern.relation().object_text();
    out.timed = pattern.relation().timed();
    if (!IsIdentifier(out.type)) {
      return Invalid(place.At("relation.predicate"), "is not like 'founded_by'");
    }
    for (const auto& qualifier : pattern.relation().qualifier()) {
      out.qualifiers.emplace_back(qualifier.name(), qualifier.value());
    }
    const auto has_role = [&out](std::string_view role) {
      return std::any_of(out.arguments.begin(), out.arguments.end(),
                         [role](const CompiledArgument& a) { return a.role == role; });
    };
    if (!has_role("subject"))
      return Invalid(place.At("argument"), "no argument has the role 'subject'");
    if (!has_role("object") && out.object_text.empty()) {
      return Invalid(place.At("argument"), "no argument has the role 'object'");
    }
    return absl::OkStatus();
  }

  static absl::Status ReadFactuality(const Place& place, const Pattern& pattern,
                                     CompiledPattern& out) {
    const auto& given = pattern.factuality();
    if (!given.status().empty()) {
      out.status = FactStatusFromName(given.status());
      if (!out.status.has_value()) return Invalid(place.At("status"), "is not like 'PLANNED'");
    }
    if (!given.polarity().empty()) {
      out.polarity = PolarityFromName(given.polarity());
      if (!out.polarity.has_value()) return Invalid(place.At("polarity"), "is not like 'NEGATIVE'");
    }
    if (!given.certainty().empty()) {
      out.certainty = CertaintyFromName(given.certainty());
      if (!out.certainty.has_value())
        return Invalid(place.At("certainty"), "is not like 'POSSIBLE'");
    }
    return absl::OkStatus();
  }

  static absl::Status ReadExamples(const Place& place, const Pattern& pattern,
                                   CompiledPattern& out) {
    bool finds = false;
    for (int i = 0; i < pattern.example_size(); ++i) {
      const Example& example = pattern.example(i);
      const Place at = place.At("example", i);
      CompiledExample compiled;
      compiled.text = example.text();
      compiled.finds_nothing = example.finds_nothing();
      if (compiled.text.empty()) return Invalid(at.At("text"), "is empty");
      if (compiled.finds_nothing == !example.finds().empty()) {
        return Invalid(at, "needs either 'finds' or 'finds_nothing'");
      }
      for (const absl::string_view part :
           absl::StrSplit(AbslView(example.finds()), ';', absl::SkipWhitespace())) {
        const std::pair<std::string, std::string> pair =
            absl::StrSplit(part, absl::MaxSplits('=', 1));
        const std::string role(absl::StripAsciiWhitespace(pair.first));
        const std::string value(absl::StripAsciiWhitespace(pair.second));
        if (role.empty() || value.empty()) {
          return Invalid(at.At("finds"), "is not like 'actor=Norland; recipient=Kelland'");
        }
        compiled.finds.emplace_back(role, value);
      }
      finds |= !compiled.finds_nothing;
      out.examples.push_back(std::move(compiled));
    }
    if (!finds) return Invalid(place.At("example"), "needs a sentence in which it finds something");
    return absl::OkStatus();
  }

  std::map<std::string, WordList> lists_;
};

}  // namespace

absl::Status PatternCompiler::AddFile(std::string_view name, std::string_view text) {
  File file{std::string(name), {}};
  google::protobuf::TextFormat::Parser parser;
  FirstError error;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(std::string(text), &file.content)) {
    return Invalid({file.name, "", ""}, error.message());
  }
  files_.push_back(std::move(file));
  return absl::OkStatus();
}

absl::StatusOr<CompiledPatterns> PatternCompiler::Compile() const {
  std::map<std::string, const Lexicon*> lexicons;
  std::map<std::string, std::string> file_of;
  for (const File& file : files_) {
    for (const Lexicon& lexicon : file.content.lexicon()) {
      const Place place = {file.name, "", StrCat("lexicon '", lexicon.name(), "'")};
      if (!IsIdentifier(lexicon.name())) {
        return Invalid(place, "name it with lower case letters, digits, dots and underscores");
      }
      if (!lexicons.emplace(lexicon.name(), &lexicon).second) {
        return Invalid(place, StrCat("is in ", file_of[lexicon.name()], " too"));
      }
      file_of[lexicon.name()] = file.name;
    }
  }
  CompiledPatterns out;
  for (const auto& [name, lexicon] : lexicons) {
    // Lists that include lists, each once.
    std::set<std::string> seen = {name};
    std::vector<std::string> open = {name};
    WordList& list = out.lists[name];
    while (!open.empty()) {
      const Lexicon& one = *lexicons.at(open.back());
      open.pop_back();
      for (const std::string& entry : one.entry()) list.Add(entry);
      for (const std::string& include : one.include()) {
        if (lexicons.count(include) == 0) {
          return Invalid({file_of[one.name()], "", StrCat("lexicon '", one.name(), "'.include")},
                         StrCat("there is no lexicon '", include, "'"));
        }
        if (seen.insert(include).second) open.push_back(include);
      }
    }
  }
  const Compiler compiler(out.lists);
  std::map<std::string, std::string> ids;
  for (const File& file : files_) {
    for (const Pattern& pattern : file.content.pattern()) {
      DATELINE_ASSIGN_OR_RETURN(CompiledPattern compiled, compiler.Compile(file.name, pattern));
      const auto [found, fresh] = ids.emplace(compiled.id, file.name);
      if (!fresh) {
        return Invalid({file.name, compiled.id, "id"}, StrCat("is in ", found->second, " too"));
      }
      out.patterns.push_back(std::move(compiled));
    }
  }
  return out;
}

}  // namespace dateline::patterns
