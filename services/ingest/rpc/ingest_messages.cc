#include "services/ingest/rpc/ingest_messages.h"

#include <string>
#include <utility>

#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "common/rpc/status_conversion.h"
#include "services/ingest/rpc/time_messages.h"

namespace dateline::ingest {
namespace {

// "192.0.2.7" of "ipv4:192.0.2.7:51200"; "[2001:db8::1]" of
// "ipv6:%5B2001:db8::1%5D:51200"; other transports as they are.
std::string HostOfPeer(std::string_view peer) {
  const bool ip = peer.starts_with("ipv4:") || peer.starts_with("ipv6:");
  if (!ip) return std::string(peer);
  peer.remove_prefix(5);
  peer = peer.substr(0, peer.rfind(':'));
  return absl::StrReplaceAll(AbslView(peer), {{"%5B", "["}, {"%5D", "]"}});
}

template <typename Message>
DeliveryTerms TermsOf(const Message& message, std::string_view peer) {
  DeliveryTerms terms;
  terms.submitter = message.submitter().empty() ? HostOfPeer(peer) : message.submitter();
  terms.priority = message.priority() == v1::PRIORITY_UNSPECIFIED
                       ? Priority::kNormal
                       : static_cast<Priority>(message.priority());
  return terms;
}

}  // namespace

ArticleMetadata ToArticleMetadata(const v1::DocumentMetadata& message) {
  ArticleMetadata metadata;
  metadata.publisher = message.publisher();
  metadata.title = message.title();
  metadata.bylines.assign(message.bylines().begin(), message.bylines().end());
  metadata.published_at = message.published_at();
  metadata.language = message.language();
  metadata.section = message.section();
  metadata.updated_at = message.updated_at();
  metadata.summary_only = message.summary_only();
  return metadata;
}

RawArticle ToRawArticle(const v1::RawDocument& message) {
  RawArticle raw;
  raw.content = message.content();
  raw.media_type = message.media_type();
  raw.uri = message.uri();
  raw.metadata = ToArticleMetadata(message.metadata());
  return raw;
}

DeliveryTerms ToDeliveryTerms(const v1::RawDocument& message, std::string_view peer) {
  return TermsOf(message, peer);
}

DeliveryTerms ToDeliveryTerms(const v1::CollectionHeader& header, std::string_view peer) {
  return TermsOf(header, peer);
}

absl::StatusOr<DeliveryState> ReadState(v1::DeliveryState state) {
  if (!v1::DeliveryState_IsValid(state)) {
    return FieldInvalid("state", StrCat("has no value ", static_cast<int>(state)));
  }
  return static_cast<DeliveryState>(state);
}

template <typename Message>
void SetResemblances(ResemblanceKind kind, const std::vector<Resemblance>& resembled,
                     Message& message) {
  message.set_resemblance(static_cast<v1::ResemblanceKind>(kind));
  for (const Resemblance& one : resembled) {
    v1::Resemblance* out = message.add_resembled();
    out->set_kind(static_cast<v1::ResemblanceKind>(one.kind));
    out->set_document_id(one.document_id);
    out->set_likeness(one.likeness);
    out->set_containment(one.containment);
  }
}

v1::DeliveryState ToMessage(DeliveryState state) { return static_cast<v1::DeliveryState>(state); }

v1::Delivery ToMessage(const Delivery& delivery) {
  v1::Delivery message;
  message.set_state(ToMessage(delivery.state));
  message.set_attempts(delivery.attempts);
  message.set_last_error(delivery.last_error);
  SetTimestamp(delivery.changed_at, message.mutable_changed_at());
  if (delivery.next_attempt_at.has_value()) {
    SetTimestamp(*delivery.next_attempt_at, message.mutable_next_attempt_at());
  }
  message.set_extractor_version(delivery.extractor_version);
  message.set_fact_count(delivery.fact_count);
  message.set_priority(static_cast<v1::Priority>(delivery.priority));
  message.set_submitter(delivery.source.submitter);
  return message;
}

v1::StoredDocument ToMessage(const StoredDocument& stored) {
  v1::StoredDocument message;
  *message.mutable_document() = ToProto(stored.document);
  SetTimestamp(stored.received_at, message.mutable_received_at());
  message.set_media_type(stored.media_type);
  message.set_content_bytes(stored.content_bytes);
  message.set_content_sha256(stored.content_sha256);
  *message.mutable_delivery() = ToMessage(stored.delivery);
  for (const DocumentWarning& warning : stored.warnings) {
    *message.add_warnings() = ToProto(warning);
  }
  SetResemblances(stored.resemblance, stored.resembled, message);
  return message;
}

v1::SubmitDocumentResponse ToMessage(const Submission& submission) {
  v1::SubmitDocumentResponse message;
  message.set_document_id(submission.document_id);
  message.set_disposition(submission.duplicate ? v1::DISPOSITION_DUPLICATE
                                               : v1::DISPOSITION_ACCEPTED);
  for (const DocumentWarning& warning : submission.warnings) {
    *message.add_warnings() = ToProto(warning);
  }
  SetResemblances(submission.resemblance, submission.resembled, message);
  return message;
}

v1::SubmissionError ToSubmissionError(const absl::Status& error) {
  v1::SubmissionError message;
  message.set_code(static_cast<int32_t>(error.code()));
  if (const auto detail = GetErrorDetail(error)) {
    message.set_reason(detail->reason);
    if (detail->retry_after.has_value()) {
      SetDuration(*detail->retry_after, message.mutable_retry_after());
    }
  }
  // It may quote what was submitted.
  message.set_message(CleanForWire(StdView(error.message()), kMaxErrorMessageBytes));
  return message;
}

absl::StatusOr<DocumentQuery> ToDocumentQuery(const v1::ListDocumentsRequest& request) {
  DocumentQuery query;
  DATELINE_ASSIGN_OR_RETURN(query.state, ReadState(request.state()));
  query.publisher = request.publisher();
  query.uri_prefix = request.uri_prefix();
  if (request.has_received_from()) {
    DATELINE_ASSIGN_OR_RETURN(query.received_from,
                              ReadTimestamp("received_from", request.received_from()));
  }
  if (request.has_received_to()) {
    DATELINE_ASSIGN_OR_RETURN(query.received_to,
                              ReadTimestamp("received_to", request.received_to()));
  }
  if (!v1::ResemblanceKind_IsValid(request.resemblance())) {
    return FieldInvalid("resemblance",
                        StrCat("has no value ", static_cast<int>(request.resemblance())));
  }
  query.resemblance = static_cast<ResemblanceKind>(request.resemblance());
  query.resembled_document_id = request.resembled_document_id();
  query.language = request.language();
  query.oldest_first = request.oldest_first();
  query.page_size = request.page_size();
  query.page_token = request.page_token();
  return query;
}

absl::StatusOr<ReprocessQuery> ToReprocessQuery(const v1::ReprocessDocumentsRequest& request) {
  ReprocessQuery query;
  query.document_ids.assign(request.document_ids().begin(), request.document_ids().end());
  DATELINE_ASSIGN_OR_RETURN(query.state, ReadState(request.state()));
  query.unless_extractor_version = request.unless_extractor_version();
  return query;
}

}  // namespace dateline::ingest
