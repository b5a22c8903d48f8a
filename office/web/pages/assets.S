# The files of the pages. htmx, Pico and uPlot come from their npm packages where scripts/setup.sh has put
# them; a build without them has empty files in their place, and pages without scripts and plainer.
.macro asset name, file
.global tallywatt_office_\name
.global tallywatt_office_\name\()_end
tallywatt_office_\name: .incbin "\file"
tallywatt_office_\name\()_end: .byte 0
.endm

.section .rodata
asset style, style.css
asset icon, icon.svg
asset htmx, htmx.min.js
asset pico, pico.classless.jade.min.css
asset uplot_script, uPlot.iife.min.js
asset uplot_style, uPlot.min.css
asset history, history.js
asset openapi, openapi.json
asset statistics, statistics.js
.section .note.GNU-stack,"",@progbits
