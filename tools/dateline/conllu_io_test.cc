#include "tools/dateline/conllu_io.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace dateline::cli {
namespace {

using extraction::v1::AnnotateResponse;

// "Ana slept. OK" with a name, as an engine without tags and trees gives it.
AnnotateResponse Annotated() {
  AnnotateResponse annotation;
  annotation.set_text("Ana slept.\nOK");
  auto token = [](extraction::v1::Sentence* sentence, uint32_t begin, std::string form,
                  std::string label, bool space_after) {
    auto* added = sentence->add_tokens();
    added->mutable_span()->set_begin(begin);
    added->mutable_span()->set_end(begin + static_cast<uint32_t>(form.size()));
    added->set_form(form);
    added->set_name_label(label);
    added->set_space_after(space_after);
    added->set_head(-1);
  };
  auto* first = annotation.add_sentences();
  first->mutable_span()->set_end(10);
  token(first, 0, "Ana", "B-Person", true);
  token(first, 4, "slept", "O", false);
  token(first, 9, ".", "O", true);
  auto* second = annotation.add_sentences();
  second->mutable_span()->set_begin(11);
  second->mutable_span()->set_end(13);
  token(second, 11, "OK", "", false);
  auto* name = annotation.add_names();
  name->mutable_span()->set_end(3);
  name->set_type("Person");
  return annotation;
}

size_t LineCount(std::string_view text) { return std::count(text.begin(), text.end(), '\n'); }

TEST(WriteConlluTest, WritesColumnsOffsetsAndNames) {
  EXPECT_EQ(WriteConllu(Annotated()),
            "# sent_id = 1\n"
            "# text = Ana slept.\n"
            "1\tAna\t_\t_\t_\t_\t_\t_\t_\tNER=B-Person|TokenRange=0:3\n"
            "2\tslept\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No|TokenRange=4:9\n"
            "3\t.\t_\t_\t_\t_\t_\t_\t_\tTokenRange=9:10\n"
            "\n"
            "# sent_id = 2\n"
            "# text = OK\n"
            "1\tOK\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No|TokenRange=11:13\n"
            "\n");
}

TEST(WriteConlluTest, WritesTagsAndTrees) {
  AnnotateResponse annotation = Annotated();
  auto* token = annotation.mutable_sentences(0)->mutable_tokens(0);
  token->set_lemma("Ana");
  token->set_upos("PROPN");
  token->set_features("Number=Sing");
  token->set_head(2);
  token->set_relation("nsubj");
  EXPECT_NE(WriteConllu(annotation)
                .find("1\tAna\tAna\tPROPN\t_\tNumber=Sing\t2\tnsubj\t_\tNER=B-Person|"),
            std::string::npos);
}

TEST(WriteTokenLabelsTest, WritesALineATokenAndEmptyLinesBetweenSentences) {
  EXPECT_EQ(WriteTokenLabels(Annotated()), "Ana\tB-Person\nslept\tO\n.\tO\n\nOK\tO\n");
}

TEST(ReadConlluTest, KeepsEveryLine) {
  const std::string given =
      "# newdoc\n"
      "# text = Ana slept.\n"
      "1-2\tAnaslept\t_\t_\t_\t_\t_\t_\t_\t_\n"
      "1\tAna\tana\tPROPN\tNNP\tA=B\t2\tnsubj\t2:nsubj\tSpaceAfter=No|Gloss=x\n"
      "2\tslept\tsleep\tVERB\tVBD\t_\t0\troot\t_\t_\n"
      "2.1\tghost\t_\t_\t_\t_\t_\t_\t_\t_\n"
      "3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\r\n"
      "\n"
      "\n"
      "1\tOK\tok\tINTJ\tUH\t_\t0\troot\t_\t_\n";
  const auto file = ReadConllu(given);
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->tokens.sentences_size(), 2);
  EXPECT_EQ(file->tokens.sentences(0).tokens_size(), 3);
  EXPECT_EQ(file->tokens.sentences(1).tokens(0), "OK");

  const auto filled = FillConllu(*file, Annotated());
  ASSERT_TRUE(filled.ok()) << filled.status();
  EXPECT_EQ(LineCount(*filled), LineCount(given));
  EXPECT_NE(filled->find("# newdoc\n"), std::string::npos);
  EXPECT_NE(filled->find("2.1\tghost"), std::string::npos);
  // Without tags and trees of its own the engine leaves the file's.
  EXPECT_NE(filled->find("1\tAna\tana\tPROPN\tNNP\tA=B\t2\tnsubj\t2:nsubj\t"
                         "Gloss=x|NER=B-Person|SpaceAfter=No|TokenRange=0:3\n"),
            std::string::npos)
      << *filled;
}

TEST(ReadConlluTest, SaysWhichLineIsWrong) {
  EXPECT_EQ(ReadConllu("# ok\n1\tAna\n").status().message(),
            "line 2: CoNLL-U has 10 columns, this line has 2");
  EXPECT_FALSE(ReadConllu("just text\n").ok());
  EXPECT_FALSE(ReadConllu("1\t\t_\t_\t_\t_\t_\t_\t_\t_\n").ok());
}

TEST(ReadTokenLinesTest, KeepsEveryLineAndToken) {
  const std::string given = "\nAna\tO\nslept\n.\n\n\nOK\tB-Misc";
  const auto file = ReadTokenLines(given);
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->tokens.sentences_size(), 2);
  const auto filled = FillTokenLabels(*file, Annotated());
  ASSERT_TRUE(filled.ok()) << filled.status();
  EXPECT_EQ(*filled, "\nAna\tB-Person\nslept\tO\n.\tO\n\n\nOK\tO\n");
}

TEST(FillTest, NoticesTokensThatWereNotKept) {
  const auto file = ReadTokenLines("Ana\nsl\nept\n");
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(FillTokenLabels(*file, Annotated()).status().code(), absl::StatusCode::kInternal);
  const auto longer = ReadTokenLines("Ana\nslept\n.\nOK\nmore\n");
  ASSERT_TRUE(longer.ok());
  EXPECT_EQ(FillTokenLabels(*longer, Annotated()).status().code(), absl::StatusCode::kInternal);
}

TEST(WriteViewTest, MarksNames) {
  EXPECT_EQ(WriteView(Annotated(), Terminal()), "[Ana Person] slept.\nOK\n");
  EXPECT_EQ(WriteView(Annotated(), Terminal(true, true, 80)),
            "\x1b[36mAna\x1b[0m \x1b[2mPerson\x1b[0m slept.\nOK\n");
}

}  // namespace
}  // namespace dateline::cli
