#include "tools/dateline/conllu_io.h"

#include <algorithm>

#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/strings.h"

namespace dateline::cli {
namespace {

using extraction::v1::AnnotateResponse;
using extraction::v1::Sentence;
using extraction::v1::Token;

constexpr size_t kConlluColumns = 10;
enum ConlluColumn { kId, kForm, kLemma, kUpos, kXpos, kFeats, kHead, kDeprel, kDeps, kMisc };

// The lines without their line ends; no last empty line for a file that ends
// in a line feed.
std::vector<std::string_view> LinesOf(std::string_view content) {
  std::vector<std::string_view> lines;
  while (!content.empty()) {
    const size_t end = std::min(content.find('\n'), content.size());
    std::string_view line = content.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(line);
    content.remove_prefix(std::min(end + 1, content.size()));
  }
  return lines;
}

bool IsDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

absl::Status BadLine(size_t line, std::string_view why) {
  return absl::InvalidArgumentError(StrCat("line ", line, ": ", why));
}

// Adds words to sentences as they come.
class SentenceBuilder {
 public:
  explicit SentenceBuilder(GivenFile& file) : file_(file) {}
  void Word(std::vector<std::string> fields, size_t form_column) {
    if (sentence_ == nullptr) sentence_ = file_.tokens.add_sentences();
    sentence_->add_tokens(fields[form_column]);
    file_.lines.push_back({GivenLine::Kind::kWord, std::move(fields), ""});
  }
  void Break() {
    sentence_ = nullptr;
    file_.lines.push_back({GivenLine::Kind::kBreak, {}, ""});
  }
  void Other(std::string_view line) {
    file_.lines.push_back({GivenLine::Kind::kOther, {}, std::string(line)});
  }

 private:
  GivenFile& file_;
  extraction::v1::GivenSentence* sentence_ = nullptr;
};

std::string NameLabel(const Token& token) {
  return token.name_label().empty() ? "O" : token.name_label();
}

std::string OrUnderscore(std::string_view text) { return std::string(text.empty() ? "_" : text); }

// MISC: the file's own attributes without those that are written here, and
// ours, sorted as CoNLL-U asks for.
std::string Misc(const Token& token, std::string_view given, bool keep_given_spacing) {
  std::vector<std::string> attributes;
  for (absl::string_view part : absl::StrSplit(AbslView(given), '|')) {
    const std::string_view attribute = StdView(part);
    if (attribute.empty() || attribute == "_" || attribute.starts_with("NER=") ||
        attribute.starts_with("TokenRange=")) {
      continue;
    }
    attributes.emplace_back(attribute);
  }
  if (!keep_given_spacing && !token.space_after()) attributes.emplace_back("SpaceAfter=No");
  if (NameLabel(token) != "O") attributes.push_back(StrCat("NER=", token.name_label()));
  attributes.push_back(StrCat("TokenRange=", token.span().begin(), ":", token.span().end()));
  std::sort(attributes.begin(), attributes.end());
  std::string out;
  for (const std::string& attribute : attributes) {
    if (!out.empty()) out += '|';
    out += attribute;
  }
  return out;
}

void Fill(std::string& field, std::string_view value) {
  if (!value.empty()) field = std::string(value);
}

std::string WordLine(std::vector<std::string> fields) {
  std::string line;
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) line += '\t';
    line += fields[i];
  }
  return line + "\n";
}

std::vector<std::string> FilledFields(std::vector<std::string> fields, const Token& token,
                                      bool keep_given_spacing) {
  Fill(fields[kLemma], token.lemma());
  Fill(fields[kUpos], token.upos());
  if (!token.upos().empty()) fields[kFeats] = OrUnderscore(token.features());
  if (token.head() >= 0) {
    fields[kHead] = std::to_string(token.head());
    fields[kDeprel] = OrUnderscore(token.relation());
    fields[kDeps] = "_";
  }
  fields[kMisc] = Misc(token, fields[kMisc], keep_given_spacing);
  return fields;
}

// Walks the words of a file beside the tokens of its annotation.
class TokenCursor {
 public:
  explicit TokenCursor(const AnnotateResponse& annotation) : annotation_(annotation) {}

  // The next token, or null if it is not `form`.
  const Token* Next(std::string_view form) {
    while (sentence_ < annotation_.sentences_size() &&
           token_ >= annotation_.sentences(sentence_).tokens_size()) {
      ++sentence_;
      token_ = 0;
    }
    if (sentence_ >= annotation_.sentences_size()) return nullptr;
    const Token& token = annotation_.sentences(sentence_).tokens(token_++);
    return token.form() == form ? &token : nullptr;
  }

 private:
  const AnnotateResponse& annotation_;
  int sentence_ = 0;
  int token_ = 0;
};

template <typename WriteWord>
absl::StatusOr<std::string> FillLines(const GivenFile& file, const AnnotateResponse& annotation,
                                      size_t form_column, WriteWord write_word) {
  TokenCursor cursor(annotation);
  std::string out;
  for (const GivenLine& line : file.lines) {
    if (line.kind == GivenLine::Kind::kWord) {
      const Token* token = cursor.Next(line.fields[form_column]);
      if (token == nullptr) {
        return absl::InternalError(StrCat("the extractor did not keep the given token \"",
                                          line.fields[form_column], "\""));
      }
      out += write_word(line.fields, *token);
    } else {
      out += line.text;
      out += '\n';
    }
  }
  return out;
}

std::string OneLine(std::string_view text) {
  std::string out(text);
  std::replace(out.begin(), out.end(), '\n', ' ');
  std::replace(out.begin(), out.end(), '\r', ' ');
  return out;
}

struct ColouredSpan {
  uint32_t begin;
  uint32_t end;
  Style style;
  std::string label;
};

Style StyleOfName(std::string_view type) {
  if (type == "Person") return Style::kPerson;
  if (type == "Organization" || type == "NORP") return Style::kOrganization;
  if (type == "Location" || type == "Facility") return Style::kPlace;
  if (type == "Date") return Style::kTime;
  return Style::kStrong;
}

std::vector<ColouredSpan> ColouredSpans(const AnnotateResponse& annotation) {
  std::vector<ColouredSpan> spans;
  for (const auto& name : annotation.names()) {
    spans.push_back(
        {name.span().begin(), name.span().end(), StyleOfName(name.type()), name.type()});
  }
  for (const auto& time : annotation.times()) {
    const std::string value = time.has_value() ? time.value().edtf() : "time";
    spans.push_back({time.span().begin(), time.span().end(), Style::kTime, value});
  }
  std::stable_sort(spans.begin(), spans.end(),
                   [](const auto& a, const auto& b) { return a.begin < b.begin; });
  return spans;
}

}  // namespace

absl::StatusOr<GivenFile> ReadConllu(std::string_view content) {
  GivenFile file;
  SentenceBuilder builder(file);
  size_t number = 0;
  for (const std::string_view line : LinesOf(content)) {
    ++number;
    if (IsBlank(line)) {
      builder.Break();
      continue;
    }
    std::vector<std::string> fields = absl::StrSplit(AbslView(line), '\t');
    if (line.front() == '#' || !IsDigits(fields[kId])) {
      if (line.front() != '#' && fields.size() < 2) {
        return BadLine(number, "not a line of CoNLL-U; is it --input=text or --input=tokens?");
      }
      builder.Other(line);
      continue;
    }
    if (fields.size() != kConlluColumns) {
      return BadLine(number, StrCat("CoNLL-U has 10 columns, this line has ", fields.size()));
    }
    if (fields[kForm].empty()) return BadLine(number, "the form is empty");
    builder.Word(std::move(fields), kForm);
  }
  return file;
}

absl::StatusOr<GivenFile> ReadTokenLines(std::string_view content) {
  GivenFile file;
  SentenceBuilder builder(file);
  size_t number = 0;
  for (const std::string_view line : LinesOf(content)) {
    ++number;
    if (IsBlank(line)) {
      builder.Break();
      continue;
    }
    std::vector<std::string> fields = absl::StrSplit(AbslView(line), '\t');
    if (fields[0].empty()) return BadLine(number, "the token is empty");
    builder.Word(std::move(fields), 0);
  }
  return file;
}

std::string WriteConllu(const AnnotateResponse& annotation) {
  std::string out;
  size_t sentence_number = 0;
  for (const Sentence& sentence : annotation.sentences()) {
    StrAppend(&out, "# sent_id = ", ++sentence_number, "\n");
    const std::string_view text = annotation.text();
    if (sentence.span().end() <= text.size()) {
      const auto& span = sentence.span();
      StrAppend(&out, "# text = ", OneLine(text.substr(span.begin(), span.end() - span.begin())),
                "\n");
    }
    if (sentence.boilerplate()) out += "# boilerplate = yes\n";
    size_t id = 0;
    for (const Token& token : sentence.tokens()) {
      std::vector<std::string> fields(kConlluColumns, "_");
      fields[kId] = std::to_string(++id);
      fields[kForm] = OneLine(token.form());
      out += WordLine(FilledFields(std::move(fields), token, /*keep_given_spacing=*/false));
    }
    out += '\n';
  }
  return out;
}

std::string WriteTokenLabels(const AnnotateResponse& annotation) {
  std::string out;
  for (const Sentence& sentence : annotation.sentences()) {
    if (!out.empty()) out += '\n';
    for (const Token& token : sentence.tokens()) {
      StrAppend(&out, OneLine(token.form()), "\t", NameLabel(token), "\n");
    }
  }
  return out;
}

absl::StatusOr<std::string> FillConllu(const GivenFile& file, const AnnotateResponse& annotation) {
  return FillLines(file, annotation, kForm,
                   [](const std::vector<std::string>& fields, const Token& token) {
                     return WordLine(FilledFields(fields, token, /*keep_given_spacing=*/true));
                   });
}

absl::StatusOr<std::string> FillTokenLabels(const GivenFile& file,
                                            const AnnotateResponse& annotation) {
  return FillLines(file, annotation, 0,
                   [](const std::vector<std::string>& fields, const Token& token) {
                     return StrCat(fields[0], "\t", NameLabel(token), "\n");
                   });
}

std::string WriteView(const AnnotateResponse& annotation, const Terminal& terminal) {
  const std::vector<ColouredSpan> spans = ColouredSpans(annotation);
  const std::string_view text = annotation.text();
  std::string out;
  size_t next = 0;
  for (const Sentence& sentence : annotation.sentences()) {
    uint32_t at = sentence.span().begin();
    const auto end = std::min<uint32_t>(sentence.span().end(), text.size());
    const bool faint = sentence.boilerplate();
    const auto plain = [&](std::string_view words) {
      return terminal.Paint(faint ? Style::kFaint : Style::kPlain, SafeForTerminal(words));
    };
    std::string line;
    for (; next < spans.size() && spans[next].begin < end; ++next) {
      const ColouredSpan& span = spans[next];
      if (span.begin < at || span.end > end) continue;  // Nested, or across sentences.
      line += plain(text.substr(at, span.begin - at));
      const std::string words = SafeForTerminal(text.substr(span.begin, span.end - span.begin));
      line += terminal.colour() ? StrCat(terminal.Paint(span.style, words), " ",
                                         terminal.Paint(Style::kFaint, span.label))
                                : StrCat("[", words, " ", span.label, "]");
      at = span.end;
    }
    if (at < end) line += plain(text.substr(at, end - at));
    StrAppend(&out, line, "\n");
  }
  return out;
}

}  // namespace dateline::cli
