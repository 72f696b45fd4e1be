#include "services/ingest/core/email_message.h"

#include <gtest/gtest.h>

#include "common/base/error.h"
#include "services/ingest/core/article_reader.h"

namespace dateline::ingest {
namespace {

constexpr char kRelease[] =
    "Received: from mail.harbour.example by mx.example; Fri, 20 Aug 2021 09:31:00 +0200\r\n"
    "From: =?UTF-8?Q?Zo=C3=AB_Brook?= <press@harbour.example>\r\n"
    "To: newsdesk@post.example\r\n"
    "Subject: =?ISO-8859-1?Q?Caf=E9_on_the_quay?=\r\n =?ISO-8859-1?Q?_opens?=\r\n"
    "Date: Fri, 20 Aug 2021 09:30:00 +0200\r\n"
    "Organization: Harbour Office\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=outer\r\n\r\n"
    "preamble\r\n--outer\r\n"
    "Content-Type: multipart/alternative; boundary=\"in ner\"\r\n\r\n"
    "--in ner\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    "The harbour office said on Friday that the caf=C3=A9 on the quay =\r\n"
    "would open \r\nin September.\r\n-- \r\nPress office\r\n"
    "--in ner\r\nContent-Type: text/html; charset=\"windows-1252\"\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\n"
    "PHA+VGhlIGhhcmJvdXIgb2ZmaWNlIHNhaWQgb24gRnJpZGF5IHRoYXQgdGhlIGNhZukgb24gdGhl\r\n"
    "IHF1YXkgd291bGQgb3Blbi48L3A+\r\n"
    "--in ner--\r\n--outer\r\n"
    "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=list.txt\r\n\r\n"
    "a list\r\n--outer--\r\n";

std::string ReasonOf(const absl::Status& status) {
  const auto detail = GetErrorDetail(status);
  return detail ? detail->reason : "";
}

TEST(EmailMessageTest, TellsMessagesFromText) {
  EXPECT_TRUE(LooksLikeEmail(kRelease));
  EXPECT_TRUE(LooksLikeEmail("From - Fri Aug 20\nFrom: a@b.example\nSubject: x\nDate: y\n\nz"));
  EXPECT_FALSE(LooksLikeEmail("Date: Friday\nPlace: the quay\n\nText."));
  EXPECT_FALSE(LooksLikeEmail("From: the quay\nit was seen that Subject: matters\n"));
  EXPECT_FALSE(LooksLikeEmail("<html>"));
  EXPECT_FALSE(LooksLikeEmail(""));
}

TEST(EmailMessageTest, TakesTheHtmlAlternativeAndDecodesHeaders) {
  const auto message = ReadEmail(kRelease);
  ASSERT_TRUE(message.ok()) << message.status();
  EXPECT_EQ(message->media_type, "text/html; charset=windows-1252");
  EXPECT_EQ(message->content,
            "<p>The harbour office said on Friday that the caf\xE9 on the quay would open.</p>");
  EXPECT_EQ(message->subject, "Café on the quay opens");
  ASSERT_EQ(message->senders.size(), 1u);
  EXPECT_EQ(message->senders[0], "Zoë Brook");
  EXPECT_EQ(message->organization, "Harbour Office");
  EXPECT_EQ(message->date, "2021-08-20T09:30:00+02:00");
}

TEST(EmailMessageTest, PlainTextIsUnflowedAndItsSignatureLeftOut) {
  std::string plain = kRelease;
  const size_t html = plain.find("--in ner\r\nContent-Type: text/html");
  plain.erase(html, plain.find("--in ner--") - html);
  const auto message = ReadEmail(plain);
  ASSERT_TRUE(message.ok()) << message.status();
  EXPECT_EQ(message->content,
            "The harbour office said on Friday that the café on the quay would open in "
            "September.\n");
}

TEST(EmailMessageTest, IsAnArticleLikeAnyOther) {
  const auto article = ReadArticle({.content = kRelease, .media_type = "", .uri = "mail:1"});
  ASSERT_TRUE(article.ok()) << article.status();
  EXPECT_EQ(article->media_type, "message/rfc822");
  EXPECT_EQ(article->document.title, "Café on the quay opens");
  EXPECT_EQ(article->document.publisher, "Harbour Office");
  EXPECT_EQ(article->document.published_at->StartString(), "2021-08-20T09:30:00");
  EXPECT_EQ(article->document.bylines, std::vector<std::string>{"Zoë Brook"});
  EXPECT_NE(article->document.text.find("the café on the quay would open."), std::string::npos);
  EXPECT_EQ(article->document.text.find("a list"), std::string::npos);
}

TEST(EmailMessageTest, AForwardedMessageIsReadInItsPlace) {
  const std::string forward =
      std::string(
          "From: desk@post.example\r\nSubject: Fwd\r\nDate: Sat, 21 Aug 2021 10:00:00 "
          "+0000\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n") +
      kRelease;
  const auto message = ReadEmail(forward);
  ASSERT_TRUE(message.ok()) << message.status();
  EXPECT_EQ(message->subject, "Café on the quay opens");
}

TEST(EmailMessageTest, SaysWhenThereIsNothingToRead) {
  EXPECT_EQ(
      ReasonOf(ReadEmail("From: a@b.example\r\nSubject: x\r\nContent-Type: image/png\r\n\r\nx")
                   .status()),
      "DOCUMENT_EMPTY");
  EXPECT_EQ(ReasonOf(ReadEmail("").status()), "DOCUMENT_EMPTY");
}

TEST(EmailMessageTest, CutAnywhereItIsReadOrRefused) {
  const std::string whole = kRelease;
  for (size_t size = 0; size < whole.size(); size += 7) {
    const auto message = ReadEmail(whole.substr(0, size));
    EXPECT_TRUE(!message.ok() || !message->content.empty());
  }
}

TEST(EmailMessageTest, NestingBombsEnd) {
  std::string bomb = "From: a@b.example\nSubject: x\nMIME-Version: 1.0\n";
  for (int i = 0; i < 20'000; ++i) {
    const std::string boundary = "b" + std::to_string(i);
    bomb += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n";
  }
  bomb += "\nhello\n";
  (void)ReadEmail(bomb).ok();
  std::string forwards;
  for (int i = 0; i < 20'000; ++i)
    forwards += "From: a@b.example\nContent-Type: message/rfc822\n\n";
  EXPECT_FALSE(ReadEmail(forwards).ok());
}

TEST(ReadMailDateTest, FormsOfMail) {
  EXPECT_EQ(ReadMailDate("Fri, 20 Aug 2021 09:30:00 GMT"), "2021-08-20T09:30:00Z");
  EXPECT_EQ(ReadMailDate("20 Aug 2021 09:30 -0530"), "2021-08-20T09:30:00-05:30");
  EXPECT_EQ(ReadMailDate("soon"), "");
  EXPECT_EQ(ReadMailDate(""), "");
}

}  // namespace
}  // namespace dateline::ingest
