#include "services/query/factbase/pins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/testing/manual_clock.h"
#include "common/testing/memory_store.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kA = HashedId({"document a"});
const std::string kB = HashedId({"document b"});
const std::string kC = HashedId({"document c"});

PinTarget Person(const std::string& name, const std::string& document_id = "") {
  return {.name = name, .type = EntityType::kPerson, .document_id = document_id};
}

std::string ReasonOf(const absl::Status& status) {
  const auto detail = GetErrorDetail(status);
  return detail.has_value() ? detail->reason : "";
}

TEST(PinTargetTest, NodesGiveTheirTargetsBack) {
  const std::vector<PinTarget> targets = {
      {.external_id = "iso3166:XO"},
      Person("ulla tovich"),
      Person("tovich", kA),
      {.name = "parliament", .type = EntityType::kOrganization, .country = "iso3166:XO"},
  };
  for (const PinTarget& target : targets) EXPECT_EQ(TargetOf(NodeOf(target)), target);
  EXPECT_EQ(NodeOf(Person("ULLA Tóvich")), NodeOf(Person("ulla tovich")));
}

TEST(PinTargetTest, TargetsThatSayNothingAreRefused) {
  const auto reason_of = [](const PinTarget& target) {
    return ReasonOf(ValidatePin({PinRelation::kSame, target, Person("Ulla Tovich"), "me", ""}));
  };
  EXPECT_EQ(reason_of(Person("Zhanna Kirayeva")), "");
  EXPECT_EQ(reason_of({}), "FIELD_REQUIRED");
  EXPECT_EQ(reason_of(Person("Tovich")), "FIELD_INVALID") << "there are many of one surname";
  EXPECT_EQ(reason_of(Person("Tovich", kA)), "");
  EXPECT_EQ(reason_of(Person("zhanna kirayeva")), "") << "as answers give it";
  EXPECT_EQ(reason_of({.name = "we", .type = EntityType::kOrganization}), "FIELD_INVALID");
  EXPECT_EQ(reason_of({.external_id = "XO"}), "FIELD_INVALID");
  EXPECT_EQ(reason_of({.external_id = "iso3166:XO", .name = "Orland"}), "FIELD_INVALID");
  EXPECT_EQ(reason_of({.entity_id = "orland"}), "FIELD_INVALID");
}

class PinsTest : public ::testing::Test {
 protected:
  PinsTest() : store_(FactBase::KeySpaceNames().size()) {
    base_ = *FactBase::Open(&store_, &clock_);
  }

  // A document with one person, who is spoken of by these names.
  std::string Record(const std::string& document, std::vector<EntityName> names) {
    Extraction extraction;
    extraction.document.id = document;
    const std::string text = names.front().text + " came.";
    extraction.passages = {{{0, static_cast<uint32_t>(text.size())}, text}};
    DocumentEntity person;
    person.id = "e0";
    person.name = names.front().text;
    person.type = EntityType::kPerson;
    person.mentions = {{{0, static_cast<uint32_t>(person.name.size())}, MentionForm::kName}};
    person.names = std::move(names);
    extraction.entities = {person};
    ExtractedFact fact;
    fact.content.body = Claim{{person.name, EntityReference{"e0", "", {}}}, "came", {}};
    fact.attestation.evidence = {{{0, static_cast<uint32_t>(text.size())}, ""}};
    extraction.facts = {fact};
    const auto outcome = base_->RecordExtraction(extraction);
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return EntityIn(document);
  }
  std::string EntityIn(const std::string& document, std::optional<absl::Time> known_at = {}) {
    const auto view = base_->OpenView(known_at);
    std::string found;
    EXPECT_TRUE(view->ForEachEntity("",
                                    [&](const std::string& id) {
                                      EXPECT_TRUE(view->ForEachDocumentOfEntity(
                                                          id, "",
                                                          [&](const std::string& of) {
                                                            if (of == document) found = id;
                                                            return ScanStep::kContinue;
                                                          })
                                                      .ok());
                                      return ScanStep::kContinue;
                                    })
                    .ok());
    return found;
  }
  absl::StatusOr<PinOutcome> Pin(PinRelation relation, const PinTarget& left,
                                 const PinTarget& right) {
    clock_.Advance(absl::Seconds(1));
    return base_->RecordPin({relation, left, right, "An editor", "The photograph shows it"});
  }
  absl::StatusOr<PinOutcome> Same(const PinTarget& left, const PinTarget& right) {
    return Pin(PinRelation::kSame, left, right);
  }
  absl::StatusOr<PinOutcome> Different(const PinTarget& left, const PinTarget& right) {
    return Pin(PinRelation::kDifferent, left, right);
  }
  absl::Time Now() { return base_->OpenView(std::nullopt)->known_at(); }

  MemoryStore store_;
  ManualClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  std::unique_ptr<FactBase> base_;
};

TEST_F(PinsTest, SameJoinsAndComesUndone) {
  const std::string ulla = Record(kA, {{"Ulla Tovich", NameForm::kFull}});
  const std::string mirka = Record(kB, {{"Mirka Sandel", NameForm::kFull}});
  ASSERT_NE(ulla, mirka);
  const absl::Time before = Now();
  const auto pin = Same(Person("Ulla Tovich"), {.entity_id = mirka});
  ASSERT_TRUE(pin.ok()) << pin.status();
  EXPECT_TRUE(pin->changed);
  EXPECT_EQ(pin->left_entity_id, pin->right_entity_id);
  EXPECT_EQ(pin->pin.left, Person("mirka sandel")) << "the name that decides, smaller first";
  EXPECT_EQ(pin->pin.author, "An editor");
  EXPECT_EQ(EntityIn(kA), EntityIn(kB));
  EXPECT_NE(EntityIn(kA, before), EntityIn(kB, before)) << "the past does not know the pin";
  // Both ids resolve, and the entity tells what became of it.
  const auto view = base_->OpenView(std::nullopt);
  EXPECT_EQ((*view->GetEntity(ulla))->id, (*view->GetEntity(mirka))->id);
  EXPECT_THAT(*view->GetMergedIds(pin->left_entity_id, 10), ElementsAre(ulla));

  const absl::Time pinned = Now();
  EXPECT_FALSE(Same(Person("Ulla Tovich"), Person("Mirka Sandel"))->changed) << "a repeat";
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(*base_->RemovePin(pin->pin.id));
  EXPECT_EQ(EntityIn(kA), ulla);
  EXPECT_EQ(EntityIn(kB), mirka);
  EXPECT_EQ(EntityIn(kA, pinned), EntityIn(kB, pinned));
  EXPECT_THAT(*base_->OpenView(std::nullopt)->GetMergedIds(mirka, 10), IsEmpty());
  EXPECT_FALSE(*base_->RemovePin(pin->pin.id)) << "idempotent";
  EXPECT_EQ(ReasonOf(base_->RemovePin(HashedId({"no pin"})).status()), "PIN_NOT_FOUND");
}

TEST_F(PinsTest, DifferentPartsWhatSpellingJoins) {
  Record(kA, {{"Zhanna Kirayeva", NameForm::kFull}});
  Record(kB, {{"Janna Kiraeva", NameForm::kFull}});
  ASSERT_EQ(EntityIn(kA), EntityIn(kB));
  ASSERT_TRUE(Different(Person("Zhanna Kirayeva"), Person("Janna Kiraeva")).ok());
  EXPECT_NE(EntityIn(kA), EntityIn(kB));
  // A third spelling fits both, and so stands for neither.
  Record(kC, {{"Zhanna Kiraeva", NameForm::kFull}});
  EXPECT_NE(EntityIn(kC), EntityIn(kA));
  EXPECT_NE(EntityIn(kC), EntityIn(kB));
  ASSERT_TRUE(Same(Person("Zhanna Kiraeva"), Person("Janna Kiraeva")).ok());
  EXPECT_EQ(EntityIn(kC), EntityIn(kB));
  EXPECT_NE(EntityIn(kC), EntityIn(kA));
}

TEST_F(PinsTest, AUseTellsPeopleOfOneNameApart) {
  Record(kA, {{"Ulla Tovich", NameForm::kFull}});
  Record(kB, {{"Ulla Tovich", NameForm::kFull}});
  Record(kC, {{"Ulla Tovich", NameForm::kFull}});
  ASSERT_EQ(EntityIn(kA), EntityIn(kB));
  ASSERT_TRUE(Different(Person("Ulla Tovich", kB), Person("Ulla Tovich")).ok());
  EXPECT_NE(EntityIn(kB), EntityIn(kA));
  EXPECT_EQ(EntityIn(kC), EntityIn(kA));
  ASSERT_TRUE(Same(Person("Ulla Tovich", kC), Person("Ulla Tovich", kB)).ok());
  EXPECT_EQ(EntityIn(kC), EntityIn(kB));
  EXPECT_NE(EntityIn(kC), EntityIn(kA));
}

TEST_F(PinsTest, AUseGivesASurnameItsPerson) {
  Record(kA, {{"Ulla Tovich", NameForm::kFull}});
  Record(kB, {{"Tovich", NameForm::kFull}});
  ASSERT_NE(EntityIn(kA), EntityIn(kB));
  ASSERT_TRUE(Same(Person("Tovich", kB), Person("Ulla Tovich")).ok());
  EXPECT_EQ(EntityIn(kA), EntityIn(kB));
}

TEST_F(PinsTest, PinsWaitForDocuments) {
  const auto pin = Same(Person("Ulla Tovich"), Person("Mirka Sandel", kB));
  ASSERT_TRUE(pin.ok());
  EXPECT_EQ(pin->left_entity_id, "");
  ASSERT_TRUE(Same({.external_id = "people:7"}, Person("Ulla Tovich")).ok());
  Record(kB, {{"Mirka Sandel", NameForm::kFull}});
  Record(kA, {{"Ulla Tovich", NameForm::kFull}});
  EXPECT_EQ(EntityIn(kA), EntityIn(kB));
}

TEST_F(PinsTest, ContradictionsAreRefused) {
  const auto same = Same(Person("Ulla Tovich"), Person("Mirka Sandel"));
  const auto direct = Different(Person("Mirka Sandel"), Person("Ulla Tovich"));
  EXPECT_EQ(direct.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(GetErrorDetail(direct.status())->metadata["pin_id"], same->pin.id);

  const auto next = Same(Person("Mirka Sandel"), Person("Oda Lindqvist"));
  const auto chain = Different(Person("Ulla Tovich"), Person("Oda Lindqvist"));
  EXPECT_EQ(ReasonOf(chain.status()), "PIN_CONTRADICTS");
  ASSERT_TRUE(*base_->RemovePin(next->pin.id));
  ASSERT_TRUE(Different(Person("Ulla Tovich"), Person("Oda Lindqvist")).ok());
  EXPECT_EQ(ReasonOf(Same(Person("Oda Lindqvist"), Person("Mirka Sandel")).status()),
            "PIN_CONTRADICTS");
}

TEST_F(PinsTest, OneTargetIsNoPair) {
  const std::string ulla = Record(kA, {{"Ulla Tovich", NameForm::kFull}});
  EXPECT_EQ(ReasonOf(Same({.entity_id = ulla}, Person("ulla  tovich")).status()), "FIELD_INVALID");
  EXPECT_EQ(ReasonOf(Same({.entity_id = HashedId({"x"})}, Person("Mirka Sandel")).status()),
            "ENTITY_NOT_FOUND");
}

TEST_F(PinsTest, NamesAreKnownByDocument) {
  const std::string ulla =
      Record(kA, {{"Ulla Tovich", NameForm::kFull}, {"Tovich", NameForm::kShort}});
  const auto view = base_->OpenView(std::nullopt);
  const auto uses = view->GetNameUses(ulla, kA);
  ASSERT_TRUE(uses.ok());
  ASSERT_EQ(uses->size(), 2u);
  EXPECT_EQ((*uses)[1].name, "Ulla Tovich");
  EXPECT_THAT((*uses)[1].spans, ElementsAre(ByteSpan{0, 11}));
}

TEST_F(PinsTest, ARemovedDocumentTakesItsPins) {
  Record(kA, {{"Ulla Tovich", NameForm::kFull}});
  Record(kB, {{"Tovich", NameForm::kFull}});
  const auto pin = Same(Person("Tovich", kB), Person("Ulla Tovich"));
  ASSERT_TRUE(pin.ok());
  const absl::Time pinned = Now();
  ASSERT_TRUE(*base_->RemoveDocument(kB));
  for (const std::optional<absl::Time> at : {std::optional<absl::Time>(), std::optional(pinned)}) {
    int pins = 0;
    EXPECT_TRUE(base_->OpenView(at)
                    ->ForEachPin("",
                                 [&](const PinRecord&) {
                                   ++pins;
                                   return ScanStep::kContinue;
                                 })
                    .ok());
    EXPECT_EQ(pins, 0);
  }
  EXPECT_EQ(ReasonOf(base_->RemovePin(pin->pin.id).status()), "PIN_NOT_FOUND");
  EXPECT_FALSE(*base_->RemoveDocument(kB));
}

}  // namespace
}  // namespace dateline::query
