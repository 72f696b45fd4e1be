// Between the ingest core's values and the messages of dateline.ingest.v1.
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_RPC_INGEST_MESSAGES_H_
#define DATELINE_SERVICES_INGEST_RPC_INGEST_MESSAGES_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "dateline/ingest/v1/ingest.pb.h"
#include "services/ingest/core/ingest_core.h"

namespace dateline::ingest {

ArticleMetadata ToArticleMetadata(const v1::DocumentMetadata& message);
RawArticle ToRawArticle(const v1::RawDocument& message);
// Who submits and how urgently. `peer` is what gRPC calls the other end
// ("ipv4:192.0.2.7:51200"): its address stands for a submitter that names none.
DeliveryTerms ToDeliveryTerms(const v1::RawDocument& message, std::string_view peer);
DeliveryTerms ToDeliveryTerms(const v1::CollectionHeader& header, std::string_view peer);

// FIELD_INVALID for a state that this version does not know.
absl::StatusOr<DeliveryState> ReadState(v1::DeliveryState state);
v1::DeliveryState ToMessage(DeliveryState state);
v1::Delivery ToMessage(const Delivery& delivery);
v1::StoredDocument ToMessage(const StoredDocument& stored);
v1::SubmitDocumentResponse ToMessage(const Submission& submission);
v1::SubmissionError ToSubmissionError(const absl::Status& error);

// INVALID_ARGUMENT: FIELD_INVALID for a state that this version does not know,
// TIME_INVALID for a moment outside the years 0001 to 9999.
absl::StatusOr<DocumentQuery> ToDocumentQuery(const v1::ListDocumentsRequest& request);
absl::StatusOr<ReprocessQuery> ToReprocessQuery(const v1::ReprocessDocumentsRequest& request);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_RPC_INGEST_MESSAGES_H_
