# infoplane_embed(source function FILES ...)
#
# Sets `source` to a generated C++ file that defines EmbeddedFiles function() (core/embedded.h) with
# the text of the files; it is made again whenever one of them changes.
function(infoplane_embed source function)
  cmake_parse_arguments(ARG "" "" "FILES" ${ARGN})
  set(script ${PROJECT_SOURCE_DIR}/cmake/write_embedded.cmake)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${function}.cc)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} "-DFILES=${ARG_FILES}" -DFUNCTION=${function} -DOUTPUT=${output}
            -P ${script}
    DEPENDS ${ARG_FILES} ${script}
    COMMENT "Embedding ${function}"
    VERBATIM)
  set(${source} ${output} PARENT_SCOPE)
endfunction()
