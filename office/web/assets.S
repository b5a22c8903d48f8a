.section .rodata
.global tallywatt_style_start
.global tallywatt_style_end
.global tallywatt_icon_start
.global tallywatt_icon_end
tallywatt_style_start: .incbin "style.css"
tallywatt_style_end: .byte 0
tallywatt_icon_start: .incbin "icon.svg"
tallywatt_icon_end: .byte 0
.section .note.GNU-stack,"",@progbits
