#include "services/query/rpc/request_reading.h"

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace dateline::query {
namespace {

// 0001-01-01T00:00:00Z and the first second after 9999, as for Timestamp.
constexpr int64_t kFirstSecond = -62'135'596'800;
constexpr int64_t kLastSecond = 253'402'300'799;

absl::Status InField(std::string_view field, const absl::Status& status) {
  return status.ok() ? status : FieldInvalid(field, "it holds a value that is not known here");
}

// Unspecified stands for "any" and needs no place in a list of what to take.
template <typename Enum, typename Messages>
absl::StatusOr<std::vector<Enum>> ReadEnums(std::string_view field, const Messages& messages) {
  using Message = decltype(ToProto(Enum()));
  std::vector<Enum> out;
  for (const int number : messages) {
    absl::StatusOr<Enum> value = FromProto(static_cast<Message>(number));
    DATELINE_RETURN_IF_ERROR(InField(field, value.status()));
    out.push_back(*value);
  }
  return out;
}

}  // namespace

absl::StatusOr<FactFilter> ReadFilter(const v1::FactFilter& message) {
  FactFilter filter;
  filter.entity_ids = ReadStrings(message.entity_ids());
  filter.role = message.role();
  DATELINE_ASSIGN_OR_RETURN(filter.kinds, ReadEnums<FactKind>("filter.kinds", message.kinds()));
  // "Any kind" beside others takes any.
  std::erase(filter.kinds, FactKind::kUnspecified);
  if (filter.kinds.size() < static_cast<size_t>(message.kinds_size())) filter.kinds.clear();
  filter.types = ReadStrings(message.types());
  DATELINE_ASSIGN_OR_RETURN(filter.valid,
                            ParseTimeWindow(message.valid_from(), message.valid_to(), "filter."));
  DATELINE_ASSIGN_OR_RETURN(filter.as_of, ReadAsOf("filter.as_of", message.as_of()));
  filter.publishers = ReadStrings(message.publishers());
  filter.attributed_to = message.attributed_to();
  if (message.polarity() != fact::v1::POLARITY_UNSPECIFIED) {
    absl::StatusOr<Polarity> polarity = FromProto(message.polarity());
    DATELINE_RETURN_IF_ERROR(InField("filter.polarity", polarity.status()));
    filter.polarity = *polarity;
  }
  DATELINE_ASSIGN_OR_RETURN(filter.certainties,
                            ReadEnums<Certainty>("filter.certainties", message.certainties()));
  DATELINE_ASSIGN_OR_RETURN(filter.statuses,
                            ReadEnums<FactStatus>("filter.statuses", message.statuses()));
  filter.min_origins = message.min_origins();
  filter.document_ids = ReadStrings(message.document_ids());
  filter.in_conflict = message.in_conflict();
  return filter;
}

absl::StatusOr<std::optional<TimeInterval>> ReadAsOf(std::string_view field,
                                                     std::string_view as_of) {
  if (as_of.empty()) return std::nullopt;
  DATELINE_ASSIGN_OR_RETURN(TimeInterval date, ParseDate(field, as_of));
  return date;
}

absl::StatusOr<TimeBucket> ReadBucket(std::string_view field, v1::TimeBucket bucket) {
  if (!v1::TimeBucket_IsValid(bucket)) {
    return FieldInvalid(field, "this version does not know that bucket");
  }
  return static_cast<TimeBucket>(bucket);
}

absl::StatusOr<std::optional<absl::Time>> ReadKnownAt(bool set,
                                                      const google::protobuf::Timestamp& known_at) {
  if (!set) return std::nullopt;
  if (known_at.seconds() < kFirstSecond || known_at.seconds() > kLastSecond ||
      known_at.nanos() < 0 || known_at.nanos() > 999'999'999) {
    return MakeError(absl::StatusCode::kInvalidArgument, reason::kTimeInvalid,
                     "known_at lies outside the years 0001 to 9999, or its nanos outside 0 to "
                     "999,999,999",
                     {{"field", "known_at"},
                      {"value", StrCat(known_at.seconds(), " s ", known_at.nanos(), " ns")}});
  }
  return absl::FromUnixSeconds(known_at.seconds()) + absl::Nanoseconds(known_at.nanos());
}

std::string CanonicalBytes(const google::protobuf::Message& request) {
  std::string out = request.GetDescriptor()->full_name();
  out.push_back('\0');
  {
    google::protobuf::io::StringOutputStream stream(&out);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&coded);
  }
  return out;
}

}  // namespace dateline::query
