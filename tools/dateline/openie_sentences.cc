#include "tools/dateline/openie_sentences.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/text/utf8.h"

namespace dateline::cli {
namespace {

using extraction::Proposition;

// Enough to keep the engine busy, few enough to stream.
constexpr size_t kSentencesOfBatch = 256;
constexpr size_t kBytesOfBatch = 256 * 1024;

absl::Status CheckLine(const std::string& line, size_t number) {
  if (line.size() > kMaxSentenceBytes) {
    return absl::InvalidArgumentError(StrCat("line ", number, " has ", line.size(),
                                             " bytes, at most ", kMaxSentenceBytes, " are read"));
  }
  if (const auto bad = FindInvalidUtf8(line); bad.has_value()) {
    return absl::InvalidArgumentError(
        StrCat("line ", number, " is not UTF-8 at byte ", *bad + 1, "; convert it first"));
  }
  const auto control =
      std::find_if(line.begin(), line.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; });
  if (control != line.end()) {
    return absl::InvalidArgumentError(StrCat(
        "line ", number, " holds a tab or another control character at byte ",
        control - line.begin() + 1, "; give one sentence a line, tokens separated by spaces"));
  }
  return absl::OkStatus();
}

struct Batch {
  std::vector<std::string> lines;
  std::vector<std::vector<std::string>> sentences;
  size_t bytes = 0;
};

absl::Status WriteBatch(const Batch& batch, const PropositionReader& read, std::ostream& out) {
  if (batch.lines.empty()) return absl::OkStatus();
  DATELINE_ASSIGN_OR_RETURN(const std::vector<std::vector<Proposition>> propositions,
                            read(batch.sentences));
  std::string text;
  for (size_t i = 0; i < batch.lines.size(); ++i) {
    for (const Proposition& proposition : propositions[i]) {
      StrAppend(&text, batch.lines[i], "\t", absl::StrFormat("%.4f", proposition.confidence), "\t",
                proposition.relation);
      for (const std::string& argument : proposition.arguments) StrAppend(&text, "\t", argument);
      text += '\n';
    }
  }
  out << text << std::flush;
  return out ? absl::OkStatus() : absl::DataLossError("cannot write the propositions");
}

}  // namespace

absl::Status WriteOpenPropositions(std::istream& in, const PropositionReader& read,
                                   std::ostream& out) {
  Batch batch;
  std::string line;
  for (size_t number = 1; std::getline(in, line); ++number) {
    if (line.ends_with('\r')) line.pop_back();
    if (const absl::Status status = CheckLine(line, number); !status.ok()) {
      DATELINE_RETURN_IF_ERROR(WriteBatch(batch, read, out));
      return status;
    }
    std::vector<std::string> tokens = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (tokens.empty()) continue;
    batch.bytes += line.size();
    batch.sentences.push_back(std::move(tokens));
    batch.lines.push_back(std::move(line));
    if (batch.lines.size() >= kSentencesOfBatch || batch.bytes >= kBytesOfBatch) {
      DATELINE_RETURN_IF_ERROR(WriteBatch(batch, read, out));
      batch = {};
    }
  }
  return WriteBatch(batch, read, out);
}

}  // namespace dateline::cli
