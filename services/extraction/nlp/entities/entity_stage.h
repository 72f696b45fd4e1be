// Entities inside one document: which names, descriptions and pronouns refer to
// the same person, body or place.
//
// Full names gather their surnames, abbreviations the full forms that explain
// them ("Example Trade Union (ETU)"), adjectives their countries. "The Peruvian
// president", "the minister", "the bloc" and "he" go to the nearest entity that
// fits. Two people with one surname stay two.
//
// Writes `entities` (ids "e0" ... in order of first mention) and `mentions`.
// Needs sentences, names and quotes. Thread-safe; n log n in the names.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_ENTITIES_ENTITY_STAGE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_ENTITIES_ENTITY_STAGE_H_

#include "services/extraction/nlp/annotated_document.h"

namespace dateline::nlp {

class EntityStage final : public Stage {
 public:
  void Annotate(AnnotatedDocument& document) const override;
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_ENTITIES_ENTITY_STAGE_H_
