// The bytes of the bundle, as they are in the file.
    .section .rodata
    .balign 64
    .global dateline_english_bundle
    .hidden dateline_english_bundle
dateline_english_bundle:
    .incbin DATELINE_ENGLISH_BUNDLE
    .global dateline_english_bundle_end
    .hidden dateline_english_bundle_end
dateline_english_bundle_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
