// The bytes of the models, as they are in the file.
    .section .rodata
    .balign 64
    .global dateline_article_blocks
    .hidden dateline_article_blocks
dateline_article_blocks:
    .incbin DATELINE_ARTICLE_BLOCKS
    .global dateline_article_blocks_end
    .hidden dateline_article_blocks_end
dateline_article_blocks_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
