# Completion for zsh of netfilter4j's programs. In ~/.zshrc: source <(nf4j completion zsh)
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
_nf4j() {
  local line text
  local -a candidates shown
  for line in "${(@f)$(@PROGRAM@ complete --about -- "${(@)words[1,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
    [[ -n $line ]] || continue
    text=${line%%$'\t'*}
    candidates+=("$text")
    shown+=("${line/$'\t'/  -- }")
  done
  if (( $#candidates )); then
    compadd -l -d shown -a candidates
  elif [[ " @WITH_FILES@ " == *" ${words[1]:t} "* ]]; then
    _files
  fi
}
compdef _nf4j @WITHOUT_FILES@ @WITH_FILES@
