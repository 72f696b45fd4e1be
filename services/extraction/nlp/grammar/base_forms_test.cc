#include "services/extraction/nlp/grammar/base_forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dateline::nlp {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(BaseForms, UndoRegularEndings) {
  EXPECT_THAT(BaseFormsOf("ratified", "VERB"), Contains("ratify"));
  EXPECT_THAT(BaseFormsOf("imposed", "VERB"), Contains("impose"));
  EXPECT_THAT(BaseFormsOf("expelled", "VERB"), Contains("expel"));
  EXPECT_THAT(BaseFormsOf("killed", "VERB"), Contains("kill"));
  EXPECT_THAT(BaseFormsOf("dying", "VERB"), Contains("die"));
  EXPECT_THAT(BaseFormsOf("parties", "NOUN"), Contains("party"));
  EXPECT_THAT(BaseFormsOf("clashes", "NOUN"), Contains("clash"));
}

TEST(BaseForms, KnowIrregularOnesAndTheirCompounds) {
  EXPECT_THAT(BaseFormsOf("fled", "VERB"), ElementsAre("flee"));
  EXPECT_THAT(BaseFormsOf("overthrown", "VERB"), ElementsAre("overthrow"));
  EXPECT_THAT(BaseFormsOf("withheld", "VERB"), ElementsAre("withhold"));
  EXPECT_THAT(BaseFormsOf("servicemen", "NOUN"), ElementsAre("serviceman"));
  EXPECT_THAT(BaseFormsOf("policewomen", "NOUN"), ElementsAre("policewoman"));
}

TEST(BaseForms, LeaveBaseFormsAlone) {
  EXPECT_THAT(BaseFormsOf("harbour", "NOUN"), IsEmpty());
  EXPECT_THAT(BaseFormsOf("press", "NOUN"), IsEmpty());
  EXPECT_THAT(BaseFormsOf("", "VERB"), IsEmpty());
  EXPECT_THAT(BaseFormsOf("s", "NOUN"), IsEmpty());
}

}  // namespace
}  // namespace dateline::nlp
