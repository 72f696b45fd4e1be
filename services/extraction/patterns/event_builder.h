// Roles, place and time of an event, and the draft made of them. Shared by the
// event rules.
#ifndef DATELINE_SERVICES_EXTRACTION_PATTERNS_EVENT_BUILDER_H_
#define DATELINE_SERVICES_EXTRACTION_PATTERNS_EVENT_BUILDER_H_

#include <string_view>
#include <vector>

#include "services/extraction/patterns/document_view.h"
#include "services/extraction/patterns/event_triggers.h"
#include "services/extraction/patterns/fact_sink.h"

namespace dateline::patterns {

class EventBuilder {
 public:
  EventBuilder(const DocumentView& view, uint32_t trigger);

  // The trigger's clause.
  TokenRange clause() const { return clause_; }
  bool Fits(const EntityMention& mention, Filler filler) const;
  // Adds a role once per entity.
  void Add(std::string_view role, const EntityMention& mention);
  void AddText(std::string_view role, TokenRange phrase);
  // Names joined by commas and "and" from `at` on, as `role`. Returns one past.
  uint32_t AddList(std::string_view role, uint32_t at, Filler filler);
  // "in Lima", "at the Example Palace" in the clause.
  void AddPlace();
  bool empty() const { return entities_ == 0; }
  bool Has(std::string_view role) const;

  // Writes the draft: roles sorted, evidence around what was used, factuality
  // (FactualityAt) and time (TimeOf) of the trigger.
  DraftFact& Write(std::string_view rule, std::string_view type, double confidence, FactSink& sink);

 private:
  const DocumentView& view_;
  uint32_t trigger_;
  TokenRange clause_;
  TokenRange used_;
  std::vector<RoleFiller> roles_;
  int entities_ = 0;
};

}  // namespace dateline::patterns

#endif  // DATELINE_SERVICES_EXTRACTION_PATTERNS_EVENT_BUILDER_H_
