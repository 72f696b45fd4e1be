// From annotated documents and extractor descriptions to their messages.
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_EXTRACTION_RPC_ANNOTATION_MESSAGES_H_
#define DATELINE_SERVICES_EXTRACTION_RPC_ANNOTATION_MESSAGES_H_

#include "dateline/extraction/v1/extraction.pb.h"
#include "services/extraction/core/extractor.h"
#include "services/extraction/nlp/annotated_document.h"

namespace dateline::extraction {

v1::AnnotateResponse ToMessage(const nlp::AnnotatedDocument& document);
v1::DescribeExtractorResponse ToMessage(const ExtractorInfo& info);

}  // namespace dateline::extraction

#endif  // DATELINE_SERVICES_EXTRACTION_RPC_ANNOTATION_MESSAGES_H_
