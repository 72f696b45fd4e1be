// First half of the entity stage: names that name the same thing.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_ENTITIES_NAME_CLUSTERS_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_ENTITIES_NAME_CLUSTERS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "services/extraction/nlp/annotated_document.h"
#include "services/extraction/nlp/lexicon/document_words.h"

namespace dateline::nlp {

// Names of one entity.
struct NameCluster {
  std::string canonical;
  EntityType type = EntityType::kUnspecified;
  std::vector<std::string> external_ids;
  std::vector<EntityName> names;  // Canonical first.
};

struct NameClusters {
  std::vector<NameCluster> clusters;
  // Per position in AnnotatedDocument::names: its cluster, or -1.
  std::vector<int32_t> of_name;
};

NameClusters ClusterNames(const AnnotatedDocument& document, const DocumentWords& words);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_ENTITIES_NAME_CLUSTERS_H_
