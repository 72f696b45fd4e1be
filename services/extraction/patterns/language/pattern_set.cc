#include "services/extraction/patterns/language/pattern_set.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace dateline::patterns {
namespace {

constexpr uintmax_t kMostFileBytes = 4 * 1024 * 1024;

absl::Status InvalidFolder(std::string_view problem) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kPatternInvalid, problem);
}

}  // namespace

absl::StatusOr<std::vector<PatternSource>> ReadPatternFolder(const std::string& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return absl::NotFoundError(StrCat("there is no folder '", folder, "' of patterns"));
  }
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".textproto") paths.push_back(entry.path());
  }
  if (paths.empty()) return InvalidFolder(StrCat("'", folder, "' holds no .textproto file"));
  std::sort(paths.begin(), paths.end());
  std::vector<PatternSource> out;
  for (const std::filesystem::path& path : paths) {
    if (std::filesystem::file_size(path, error) > kMostFileBytes || error) {
      return InvalidFolder(StrCat(path.string(), ": cannot be read, or is larger than 4 MiB"));
    }
    std::ifstream in(path, std::ios::binary);
    PatternSource source{path.filename().string(),
                         std::string(std::istreambuf_iterator<char>(in), {})};
    if (in.bad()) return InvalidFolder(StrCat(path.string(), ": cannot be read"));
    out.push_back(std::move(source));
  }
  return out;
}

absl::StatusOr<std::shared_ptr<const PatternSet>> PatternSet::Load(
    const std::vector<PatternSource>& sources) {
  PatternCompiler compiler;
  std::string all;
  for (const PatternSource& source : sources) {
    DATELINE_RETURN_IF_ERROR(compiler.AddFile(source.name, source.text));
    for (const std::string* part : {&source.name, &source.text}) {
      all += *part;
      all += '\0';
    }
  }
  auto set = std::make_shared<PatternSet>();
  DATELINE_ASSIGN_OR_RETURN(set->compiled_, compiler.Compile());
  set->checksum_ = Sha256Hex(all);
  const std::vector<CompiledPattern>& patterns = set->compiled_.patterns;
  for (uint32_t i = 0; i < patterns.size(); ++i) {
    for (const std::string& head : patterns[i].trigger.words.Heads()) {
      set->by_word_[head].push_back(i);
    }
  }
  return std::shared_ptr<const PatternSet>(std::move(set));
}

std::vector<uint32_t> PatternSet::CandidatesAt(const DocumentView& view, uint32_t token) const {
  std::vector<uint32_t> out;
  const std::string lemma(view.tree().Lemma(token));
  if (const auto found = by_word_.find(lemma); found != by_word_.end()) out = found->second;
  const std::string lower(view.Lower(token));
  if (lower == lemma) return out;
  const auto found = by_word_.find(lower);
  if (found == by_word_.end()) return out;
  out.insert(out.end(), found->second.begin(), found->second.end());
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace dateline::patterns
