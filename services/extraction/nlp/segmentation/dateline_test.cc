#include "services/extraction/nlp/segmentation/dateline.h"

#include <gtest/gtest.h>

namespace dateline::nlp {
namespace {

// What is left of a paragraph after its dateline.
std::string_view Rest(std::string_view paragraph) {
  return paragraph.substr(DatelineEnd(paragraph));
}

TEST(DatelineEnd, PlaceDateAndAgency) {
  EXPECT_EQ(Rest("LIMA – The talks began."), "The talks began.");
  EXPECT_EQ(Rest("PORT LAZAR, March 6 (Example News Agency) – The talks began."),
            "The talks began.");
  EXPECT_EQ(Rest("LIMA, Peru (ENA) -- Talks began."), "Talks began.");
  EXPECT_EQ(Rest("LIMA (ENA) - Talks began."), "Talks began.");
}

TEST(DatelineEnd, OtherDashesAreNone) {
  for (const char* text : {"The talks – long awaited – began.", "NATO – an alliance – said so.",
                           "UNESCO said on Monday – The day of the talks – that it agreed.", "LIMA",
                           "", "LIMA –", "LIMA – 14 people slept."}) {
    EXPECT_EQ(DatelineEnd(text), 0u) << text;
  }
}

}  // namespace
}  // namespace dateline::nlp
