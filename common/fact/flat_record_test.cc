#include "common/fact/flat_record.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace dateline {
namespace {

TEST(FlatRecord, RelationIsWrittenInFixedOrder) {
  FactContent content;
  content.type = "holds_position";
  content.body = Relation{{"s1", "Ana Silva", EntityType::kPerson},
                          EntityReference{"o1", "Harbour Union", EntityType::kOrganization},
                          {{"position", std::string("chair")}}};
  Attestation attestation;
  attestation.document_id = "d1";
  attestation.evidence = {{{3, 9}, "silvas"}};
  attestation.confidence = 0.5;
  EXPECT_EQ(
      FlatRecord("f1", content, attestation),
      R"({"kind":"relation","type":"holds_position","id":"f1","document":"d1",)"
      R"("subject":{"name":"Ana Silva","type":"PERSON","id":"s1"},)"
      R"("object":{"name":"Harbour Union","type":"ORGANIZATION","id":"o1"},)"
      R"("qualifiers":{"position":"chair"},"polarity":"positive","certainty":"unspecified",)"
      R"("status":"actual","attribution":[],"evidence":[{"begin":3,"end":9,"text":"silvas"}],)"
      R"("confidence":0.5})");
}

TEST(FlatRecord, EventCarriesTimesNumbersAndRoles) {
  FactContent content;
  content.type = "contact.meet";
  content.valid_time = *ParseTimeInterval("2021");
  content.body = Event{"CONSULT",
                       "meet",
                       {{"topic", std::string("fish quotas")},
                        {"number", 6.0},
                        {"participant", EntityReference{"", "Ruritania", EntityType::kGpe}}}};
  Attestation attestation;
  attestation.stated_time = *ParseTimeInterval("2021-08-23");
  attestation.factuality.status = FactStatus::kPlanned;
  const auto json = nlohmann::json::parse(FlatRecord("", content, attestation));
  EXPECT_EQ(json["time"]["edtf"], "2021-08-23");
  EXPECT_EQ(json["args"][0]["text"], "fish quotas");
  EXPECT_EQ(json["args"][1]["number"], 6);
  EXPECT_EQ(json["args"][2]["name"], "Ruritania");
  EXPECT_EQ(json["status"], "planned");
  EXPECT_FALSE(json.contains("id"));
}

}  // namespace
}  // namespace dateline
