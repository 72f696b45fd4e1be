// The reasons that code uses and the reasons that the interface promises are
// the same set. Reads the header's text, so that no list has to be kept twice.
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <string>

#include "dateline/error/v1/error.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline {
namespace {

// "kFieldRequired" -> "FIELD_REQUIRED".
std::map<std::string, std::string> ConstantsInHeader() {
  std::ifstream file(std::string(DATELINE_SOURCE_DIR) + "/common/base/error.h");
  std::stringstream text;
  text << file.rdbuf();
  const std::string header = text.str();
  const std::regex constant(R"(inline constexpr std::string_view (k\w+) = "([^"]*)\";)");
  std::map<std::string, std::string> out;
  for (std::sregex_iterator it(header.begin(), header.end(), constant), end; it != end; ++it) {
    out[(*it)[1]] = (*it)[2];
  }
  return out;
}

// "FIELD_REQUIRED" -> "kFieldRequired".
std::string ConstantName(const std::string& reason) {
  std::string out = "k";
  bool upper = true;
  for (char c : reason) {
    if (c != '_') out += upper ? c : static_cast<char>(c | 0x20);
    upper = c == '_';
  }
  // Digits have no case: "UTF8" is "Utf8".
  return out;
}

std::map<std::string, std::string> ConstantsInProto() {
  const std::string prefix = "ERROR_REASON_";
  std::map<std::string, std::string> out;
  const auto* descriptor = error::v1::ErrorReason_descriptor();
  for (int i = 0; i < descriptor->value_count(); ++i) {
    if (descriptor->value(i)->number() == 0) continue;
    const std::string reason = descriptor->value(i)->name().substr(prefix.size());
    out[ConstantName(reason)] = reason;
  }
  return out;
}

TEST(ErrorReasonTest, HeaderAndProtoHaveTheSameReasons) {
  EXPECT_THAT(ConstantsInHeader(), testing::Not(testing::IsEmpty()));
  EXPECT_EQ(ConstantsInHeader(), ConstantsInProto());
}

}  // namespace
}  // namespace dateline
