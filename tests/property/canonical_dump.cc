#include "tests/property/canonical_dump.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "services/query/factbase/pins.h"

namespace dateline {
namespace {

using query::FactBaseView;
using query::FactIndexEntry;
using query::FactScan;

template <typename T>
std::string Text(const T& value) {
  return ToProto(value).ShortDebugString();
}

class Dumper {
 public:
  explicit Dumper(const FactBaseView& view) : view_(view) {}

  std::string Run() {
    Entities();
    for (const std::string& id : FactIds()) Fact(id);
    Pins();
    Conflicts();
    Statistics();
    Scan("all by type", FactScan::Index::kType, "");
    Scan("statements", FactScan::Index::kKind, "statement");
    Scan("by time", FactScan::Index::kTime, "");
    Scan("in conflict", FactScan::Index::kConflict, "");
    Scan("with a word", FactScan::Index::kTerm, "mill");
    for (const std::string& document : documents_) Document(document);
    return std::move(out_);
  }

 private:
  template <typename... Parts>
  void Line(const Parts&... parts) {
    StrAppend(&out_, parts...);
    out_.push_back('\n');
  }

  std::vector<std::string> FactIds() {
    std::vector<std::string> ids;
    FactScan scan;
    EXPECT_TRUE(view_
                    .ForEachFact(scan,
                                 [&](const FactIndexEntry& entry) {
                                   ids.push_back(entry.fact_id);
                                   return ScanStep::kContinue;
                                 })
                    .ok());
    return ids;
  }

  void Scan(std::string_view title, FactScan::Index index, const std::string& key) {
    FactScan scan;
    scan.index = index;
    scan.key = key;
    for (const auto direction : {ScanDirection::kForward, ScanDirection::kBackward}) {
      scan.direction = direction;
      Line("scan ", title);
      EXPECT_TRUE(view_
                      .ForEachFact(scan,
                                   [&](const FactIndexEntry& entry) {
                                     Line("  ", entry.fact_id, " ", entry.type, " ", entry.role);
                                     return ScanStep::kContinue;
                                   })
                      .ok());
    }
  }

  void Entities() {
    std::vector<std::string> ids;
    EXPECT_TRUE(view_
                    .ForEachEntity("",
                                   [&](const std::string& id) {
                                     ids.push_back(id);
                                     return ScanStep::kContinue;
                                   })
                    .ok());
    for (const std::string& id : ids) {
      const auto entity = view_.GetEntity(id);
      ASSERT_TRUE(entity.ok() && entity->has_value()) << id;
      Line("entity ", id, " ", (*entity)->name, " ", static_cast<int>((*entity)->type), " ",
           absl::StrJoin((*entity)->external_ids, ","), " documents ", (*entity)->document_count,
           " facts ", (*entity)->fact_count);
      for (const auto& alias : (*entity)->aliases) {
        Line("  alias ", alias.name, " ", static_cast<int>(alias.form), " ", alias.document_count);
      }
      for (const std::string& external : (*entity)->external_ids) {
        Line("  found by ", external, " ", view_.FindEntityByExternalId(external)->value_or("-"));
      }
      NameUses(id);
      Scan("of entity", FactScan::Index::kEntity, id);
    }
    EXPECT_TRUE(
        view_
            .ForEachEntityByName("",
                                 [&](std::string_view name, std::string_view id, uint32_t word) {
                                   Line("name ", name, " ", id, " ", word);
                                   return ScanStep::kContinue;
                                 })
            .ok());
  }

  // Which of its documents calls it what.
  void NameUses(const std::string& entity_id) {
    std::vector<std::string> documents;
    EXPECT_TRUE(view_
                    .ForEachDocumentOfEntity(entity_id, "",
                                             [&](const std::string& id) {
                                               documents.push_back(id);
                                               return ScanStep::kContinue;
                                             })
                    .ok());
    EXPECT_EQ(documents.size(), (*view_.GetEntity(entity_id))->document_count);
    for (const std::string& document : documents) {
      const auto uses = view_.GetNameUses(entity_id, document);
      ASSERT_TRUE(uses.ok() && !uses->empty()) << entity_id;
      for (const auto& use : *uses) {
        Line("  in ", document, " ", use.name, " ", static_cast<int>(use.form), " ",
             use.spans.size());
      }
    }
  }

  // Without the moment: a pin is the same whenever it was recorded.
  void Pins() {
    const auto text = [](const query::PinTarget& target) {
      return StrCat(target.external_id, "|", target.name, "|", static_cast<int>(target.type), "|",
                    target.document_id, "|", target.country);
    };
    EXPECT_TRUE(view_
                    .ForEachPin("",
                                [&](const query::PinRecord& pin) {
                                  Line("pin ", pin.id, " ", static_cast<int>(pin.relation), " ",
                                       text(pin.left), " ", text(pin.right), " ", pin.author, " ",
                                       pin.reason);
                                  return ScanStep::kContinue;
                                })
                    .ok());
  }

  void Fact(const std::string& id) {
    const auto fact = view_.GetFact(id);
    ASSERT_TRUE(fact.ok() && fact->has_value()) << id;
    Line("fact ", id, " ", Text((*fact)->content), " ", Text((*fact)->factuality), " reports ",
         (*fact)->report_count, " origins ", (*fact)->origin_count, " confidence ",
         (*fact)->confidence, " conflicts ", absl::StrJoin((*fact)->conflict_ids, ","));
    const auto attestations = view_.GetAttestations(id, std::numeric_limits<size_t>::max());
    ASSERT_TRUE(attestations.ok()) << attestations.status();
    EXPECT_FALSE(attestations->empty()) << "a fact without attestation: " << id;
    for (const auto& record : *attestations) {
      Line("  attestation ", Text(record.attestation));
      documents_.insert(record.attestation.document_id);
    }
    const auto origins = view_.GetOrigins(id);
    ASSERT_TRUE(origins.ok());
    EXPECT_EQ(origins->size(), (*fact)->origin_count);
    for (const auto& origin : *origins) {
      Line("  origin ", origin.id, " ", origin.name, " ", origin.reason, " ",
           absl::StrJoin(origin.document_ids, ","));
    }
  }

  void Conflicts() {
    std::vector<std::string> ids;
    EXPECT_TRUE(view_
                    .ForEachConflict("", "",
                                     [&](const std::string& id) {
                                       ids.push_back(id);
                                       return ScanStep::kContinue;
                                     })
                    .ok());
    for (const std::string& id : ids) {
      const auto conflict = view_.GetConflict(id);
      ASSERT_TRUE(conflict.ok() && conflict->has_value()) << id;
      Line("conflict ", id, " ", static_cast<int>((*conflict)->type), " ", (*conflict)->summary);
      EXPECT_GE((*conflict)->sides.size(), 2u);
      for (const auto& side : (*conflict)->sides) {
        Line("  side ", side.fact_id, " ", side.value, " ", absl::StrJoin(side.document_ids, ","),
             " ", side.origin_count);
        const auto fact = view_.GetFact(side.fact_id);
        ASSERT_TRUE(fact.ok() && fact->has_value());
        const auto& of_fact = (*fact)->conflict_ids;
        EXPECT_NE(std::find(of_fact.begin(), of_fact.end(), id), of_fact.end());
      }
    }
  }

  void Document(const std::string& id) {
    const auto document = view_.GetDocument(id);
    ASSERT_TRUE(document.ok() && document->has_value()) << id;
    Line("document ", Text((*document)->document), " facts ", (*document)->fact_count);
    Scan("of document", FactScan::Index::kDocument, id);
  }

  void Statistics() {
    const auto statistics = view_.GetStatistics();
    ASSERT_TRUE(statistics.ok());
    Line("statistics ", statistics->documents, " ", statistics->entities, " ", statistics->facts,
         " ", statistics->attestations, " ", statistics->conflicts);
    for (const auto& [name, count] : statistics->facts_by_kind) Line("  ", name, " ", count);
    for (const auto& [name, count] : statistics->facts_by_type) Line("  ", name, " ", count);
    for (const auto& [name, count] : statistics->documents_by_publisher) {
      Line("  ", name, " ", count);
    }
  }

  const FactBaseView& view_;
  std::set<std::string> documents_;
  std::string out_;
};

}  // namespace

std::string CanonicalDump(const FactBaseView& view) { return Dumper(view).Run(); }

}  // namespace dateline
