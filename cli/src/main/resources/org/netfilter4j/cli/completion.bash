# Completion for bash of netfilter4j's programs. In ~/.bashrc: source <(nf4j completion bash)
_nf4j() {
  local word glued i line=${COMP_LINE+1} rest=${COMP_LINE:0:${COMP_POINT:-0}}
  local -a words=()
  COMPREPLY=()
  # bash parts words at ":" and "=": what stands together in the line is one word again.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]-}
    glued=
    if [[ $line ]]; then
      [[ $rest == [[:space:]]* || $i == 0 ]] || glued=1
      rest=${rest#"${rest%%[![:space:]]*}"}
      ((i < COMP_CWORD)) || word=$rest
      rest=${rest#"$word"}
    elif ((i > 0)) && [[ $word == [:=] || ${words[${#words[@]} - 1]} == *[:=] ]]; then
      glued=1
    fi
    if [[ $glued ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
  done
  local current=${words[${#words[@]} - 1]} head= mark
  for mark in : =; do
    if [[ $COMP_WORDBREAKS == *"$mark"* && $current == *"$mark"* ]]; then
      word=${current%"$mark"*}$mark
      ((${#word} <= ${#head})) || head=$word
    fi
  done
  local candidate
  while IFS= read -r candidate; do
    COMPREPLY+=("${candidate#"$head"}")
  done < <(@PROGRAM@ complete -- "${words[@]}" 2>/dev/null)
}
complete -F _nf4j @WITHOUT_FILES@
complete -o default -F _nf4j @WITH_FILES@
