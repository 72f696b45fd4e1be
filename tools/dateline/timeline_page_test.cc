#include "tools/dateline/timeline_page.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

query::v1::TimelineEntry Entry(std::string_view id, std::string_view person, uint32_t origins) {
  query::v1::TimelineEntry entry;
  query::v1::Fact& event = *entry.mutable_event();
  event.set_id(std::string(id));
  event.mutable_content()->set_type("contact.visit");
  fact::v1::RoleFiller& actor = *event.mutable_content()->mutable_event()->add_roles();
  actor.set_role("actor");
  actor.mutable_value()->mutable_entity()->set_name(std::string(person));
  event.set_report_count(origins);
  event.set_origin_count(origins);
  fact::v1::Attestation& attestation = *event.add_attestations();
  attestation.set_publisher("Lazar Post");
  attestation.add_evidence()->set_text("Ruiz <b>arrived</b> & left.");
  return entry;
}

query::v1::TimelineBucket Bucket(std::string_view label, uint32_t entries) {
  query::v1::TimelineBucket bucket;
  bucket.set_label(std::string(label));
  bucket.set_entry_count(entries);
  bucket.set_report_count(entries);
  return bucket;
}

TEST(TimelinePageTest, HasEveryEventAndNothingFromOutside) {
  TimelineContent timeline;
  timeline.entries = {Entry("f1", "Ana <Ruiz>", 1), Entry("f2", "Kenji Abara", 2)};
  timeline.buckets = {Bucket("2021-05", 1), Bucket("2021-06", 1)};
  const std::string page = TimelinePage("Timeline of A & B", timeline);
  EXPECT_THAT(page, HasSubstr("<title>Timeline of A &amp; B</title>"));
  EXPECT_THAT(page, HasSubstr("Ana &lt;Ruiz&gt;"));
  EXPECT_THAT(page, HasSubstr("Ruiz &lt;b&gt;arrived&lt;/b&gt; &amp; left."));
  EXPECT_THAT(page, Not(HasSubstr("<b>arrived")));
  EXPECT_THAT(page, HasSubstr("href=\"#b2021-06\""));
  EXPECT_LT(page.find("id=\"b2021-05\""), page.find("id=\"f1\""));
  EXPECT_LT(page.find("id=\"f1\""), page.find("id=\"b2021-06\""));
  EXPECT_LT(page.find("id=\"b2021-06\""), page.find("id=\"f2\""));
  EXPECT_THAT(page, Not(HasSubstr("http")));
}

TEST(TimelinePageTest, AStretchGoesOnOverPages) {
  TimelineContent timeline;
  query::v1::GetTimelineResponse first, second;
  *first.add_entries() = Entry("f1", "Ana Ruiz", 1);
  *first.add_buckets() = Bucket("2021-05", 1);
  *second.add_entries() = Entry("f2", "Ana Ruiz", 2);
  *second.add_entries() = Entry("f3", "Ana Ruiz", 1);
  *second.add_buckets() = Bucket("2021-05", 1);
  *second.add_buckets() = Bucket("2021-06", 1);
  AppendTimeline(first, timeline);
  AppendTimeline(second, timeline);
  ASSERT_EQ(timeline.buckets.size(), 2);
  EXPECT_EQ(timeline.buckets[0].entry_count(), 2);
  TruncateTimeline(1, timeline);
  ASSERT_EQ(timeline.buckets.size(), 1);
  EXPECT_EQ(timeline.buckets[0].entry_count(), 1);
  EXPECT_TRUE(timeline.buckets[0].continued());
  EXPECT_EQ(timeline.entries.size(), 1);
}

}  // namespace
}  // namespace dateline::cli
