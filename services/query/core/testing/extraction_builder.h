// Extractions for tests, in a few lines and always consistent: every fact gets
// a passage of its own with its sentence as evidence.
//
//   ExtractionBuilder article("https://gazette.example/1", "Harbor Gazette", "2021-05-03");
//   const EntityReference mira = article.Entity("Mira Tolvan", EntityType::kPerson);
//   article.Add(RelationFact("holds_position", mira, norvania), "Mira Tolvan, president of ...");
//   Extraction extraction = article.Build();
//
// Not thread-safe.
#ifndef DATELINE_SERVICES_QUERY_CORE_TESTING_EXTRACTION_BUILDER_H_
#define DATELINE_SERVICES_QUERY_CORE_TESTING_EXTRACTION_BUILDER_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/fact/fact.h"

namespace dateline::query::testing {

class ExtractionBuilder {
 public:
  // The id follows from the URI. `published_on` may be empty.
  ExtractionBuilder(std::string_view uri, std::string_view publisher,
                    std::string_view published_on);

  const std::string& document_id() const { return extraction_.document.id; }

  // The entity with this name; listed on first use.
  EntityReference Entity(std::string_view name, EntityType type,
                         const std::vector<std::string>& external_ids = {});
  // A further full name of an entity listed before.
  void AlsoNamed(const EntityReference& entity, std::string_view name);

  // `chain` names speakers or agencies, outermost first.
  void Add(FactContent content, std::string_view sentence, const Factuality& factuality = {},
           const std::vector<AttributionLink>& chain = {});

  Extraction Build() const { return extraction_; }

 private:
  Extraction extraction_;
  uint32_t next_byte_ = 0;
};

FactContent RelationFact(std::string_view predicate, const EntityReference& subject, Value object,
                         std::vector<Qualifier> qualifiers = {});
FactContent EventFact(std::string_view type, std::string_view when,
                      std::vector<std::pair<std::string, Value>> roles);
FactContent StatementFact(const EntityReference& speaker, std::string_view content,
                          std::string_view when, bool quoted = false);
FactContent ClaimFact(std::string_view subject, std::string_view relation, std::string_view object);

}  // namespace dateline::query::testing

#endif  // DATELINE_SERVICES_QUERY_CORE_TESTING_EXTRACTION_BUILDER_H_
