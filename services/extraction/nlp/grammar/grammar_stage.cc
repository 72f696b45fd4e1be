#include "services/extraction/nlp/grammar/grammar_stage.h"

#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "services/extraction/nlp/model/sentence_pieces.h"

namespace dateline::nlp {
namespace {

constexpr std::string_view kPieceRelation = "parataxis";

// Writes heads relative to the sentence; later pieces hang from the first root.
void WriteToken(const TokenGrammar& grammar, const SentencePiece& piece, uint32_t first_root,
                Token& token) {
  token.upos = grammar.upos;
  token.features = grammar.features;
  token.relation = grammar.relation;
  if (grammar.head != 0) {
    token.head = static_cast<int32_t>(piece.offset_in_sentence + grammar.head);
  } else if (piece.offset_in_sentence == 0) {
    token.head = 0;
  } else {
    token.head = static_cast<int32_t>(first_root);
    token.relation = kPieceRelation;
  }
}

}  // namespace

GrammarStage::GrammarStage(GrammarNetwork network, Lemmas lemmas,
                           std::shared_ptr<const WordTable> words, Kernel kernel)
    : network_(std::move(network)),
      lemmas_(std::move(lemmas)),
      words_(std::move(words)),
      kernel_(kernel) {}

absl::StatusOr<std::unique_ptr<const GrammarStage>> GrammarStage::Create(
    std::shared_ptr<const Bundle> bundle, std::shared_ptr<const WordTable> words, Kernel kernel) {
  DATELINE_ASSIGN_OR_RETURN(GrammarNetwork network, GrammarNetwork::Load(bundle));
  DATELINE_ASSIGN_OR_RETURN(Lemmas lemmas, Lemmas::Load(bundle, words));
  return std::unique_ptr<const GrammarStage>(
      new GrammarStage(std::move(network), std::move(lemmas), std::move(words), kernel));
}

void GrammarStage::Annotate(AnnotatedDocument& document) const {
  const PieceBatches work(document, *words_);
  GrammarWorkspace workspace;
  workspace.tower.kernel = kernel_;
  std::vector<std::vector<TokenGrammar>> answers(work.pieces().size());
  for (const SentenceBatch& batch : work.batches()) {
    const std::vector<TokenGrammar> grammar =
        network_.Read(batch, work.FeaturesOf(batch).data(), workspace);
    for (size_t i = 0; i < batch.sentences.size(); ++i) {
      const auto begin = grammar.begin() + batch.offsets[i];
      answers[batch.sentences[i]].assign(begin, begin + batch.lengths[i]);
    }
  }
  uint32_t first_root = 0;
  for (size_t p = 0; p < answers.size(); ++p) {
    const SentencePiece& piece = work.pieces()[p];
    for (uint32_t i = 0; i < answers[p].size(); ++i) {
      if (piece.offset_in_sentence == 0 && answers[p][i].head == 0) first_root = i + 1;
    }
    for (uint32_t i = 0; i < answers[p].size(); ++i) {
      const uint32_t position = piece.tokens.begin + i;
      Token& token = document.tokens[position];
      WriteToken(answers[p][i], piece, first_root, token);
      token.lemma = lemmas_.Of(document.Form(position), token.upos, answers[p][i].lemma_rule);
    }
  }
}

}  // namespace dateline::nlp
