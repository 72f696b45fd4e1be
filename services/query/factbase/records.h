// Rows to and from bytes (dateline.storage.v1). DATA_LOSS (STORE_CORRUPT) for
// bytes that are not what they should be. Thread-safe: only functions of their
// arguments.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_RECORDS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_RECORDS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/fact/fact.h"
#include "dateline/storage/v1/fact_base_records.pb.h"
#include "services/query/factbase/account.h"
#include "services/query/factbase/conflicts.h"
#include "services/query/factbase/fact_base_view.h"
#include "services/query/factbase/member.h"
#include "services/query/factbase/merging.h"
#include "services/query/factbase/pins.h"

namespace dateline::query {

absl::Status CorruptRow(std::string_view what);

// Bytes of a message. None of the messages has a map, so equal messages have
// equal bytes.
template <typename Message>
std::string Encode(const Message& message) {
  return message.SerializeAsString();
}

template <typename Message>
absl::StatusOr<Message> Decode(std::string_view bytes) {
  Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return CorruptRow(message.GetTypeName());
  }
  return message;
}

absl::Time FromMicros(uint64_t micros);
uint64_t ToMicros(absl::Time time);

// A member as an attestation row, without origin. Equal members but for the
// moment of their recording have equal rows but for it.
storage::v1::StoredAttestation ToStored(const Member& member);
// The member again; block is not set.
absl::StatusOr<Member> MemberOf(const storage::v1::StoredAttestation& stored);

// An extraction as it was given: with the passages of its document's row, a
// StoredDocument, unless it holds them itself.
absl::StatusOr<Extraction> WholeExtraction(storage::v1::StoredExtraction stored,
                                           std::string_view document_row);

storage::v1::StoredAccount ToStored(const Account& account);
Account FromStored(std::string_view signature, const storage::v1::StoredAccount& stored);

storage::v1::StoredFact ToStored(const MergedFact& fact);
storage::v1::StoredConflict ToStored(const Conflict& conflict);
storage::v1::StoredFunctionalFact ToStored(const FunctionalFact& fact);
absl::StatusOr<FunctionalFact> FromStored(std::string_view fact_id,
                                          const storage::v1::StoredFunctionalFact& stored);

absl::StatusOr<FactRecord> ToRecord(std::string_view id, const storage::v1::StoredFact& stored);
absl::StatusOr<DocumentRecord> ToRecord(const storage::v1::StoredDocument& stored);
EntityRecord ToRecord(std::string_view id, const storage::v1::StoredEntity& stored);
PinRecord ToRecord(std::string_view id, const storage::v1::StoredPin& stored);

// Name and type of an entity: a catalogue's name if it has one, else the most
// used full name, else the most used name; ties by bytes.
std::string CanonicalNameOf(const storage::v1::StoredEntity& stored);
EntityType TypeOf(const storage::v1::StoredEntity& stored);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_RECORDS_H_
