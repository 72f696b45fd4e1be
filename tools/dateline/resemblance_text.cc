#include "tools/dateline/resemblance_text.h"

#include <array>
#include <utility>

namespace dateline::cli {
namespace {

using Named = std::pair<std::string_view, ingest::v1::ResemblanceKind>;

constexpr std::array<Named, 4> kNames = {Named{"none", ingest::v1::RESEMBLANCE_KIND_NONE},
                                         Named{"duplicate", ingest::v1::RESEMBLANCE_KIND_DUPLICATE},
                                         Named{"revision", ingest::v1::RESEMBLANCE_KIND_REVISION},
                                         Named{"copy", ingest::v1::RESEMBLANCE_KIND_SYNDICATED}};

}  // namespace

std::string ResemblanceText(ingest::v1::ResemblanceKind kind) {
  for (const auto& [text, value] : kNames) {
    if (value == kind) return std::string(text);
  }
  return "";
}

ingest::v1::ResemblanceKind ResemblanceFromText(std::string_view text) {
  for (const auto& [name, value] : kNames) {
    if (name == text) return value;
  }
  return ingest::v1::RESEMBLANCE_KIND_UNSPECIFIED;
}

}  // namespace dateline::cli
