# The files of the web face. uPlot comes from its npm package where scripts/setup.sh has put it; a
# build without it has empty files in its place, and a page without the plot.
.macro asset name, file
.global tallywatt_\name
.global tallywatt_\name\()_end
tallywatt_\name: .incbin "\file"
tallywatt_\name\()_end: .byte 0
.endm

.section .rodata
asset face_page, face.html
asset face_style, face.css
asset face_script, face.js
asset face_words, words.js
asset face_icon, icon.svg
asset uplot_script, uPlot.iife.min.js
asset uplot_style, uPlot.min.css
.section .note.GNU-stack,"",@progbits
