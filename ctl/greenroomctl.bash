# bash completion for greenroomctl: commands and options as its own help names them.
_greenroomctl()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=() w
	case $prev in
	-c|--config|--job-description|--intake)
		compopt -o default
		return ;;
	--status)
		mapfile -t COMPREPLY < <(compgen -W 'NOT_STARTED GENERATING_QUESTIONS IN_SESSION ERROR' -- "$cur")
		return ;;
	esac
	for w in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		[[ $w == [a-z]* && $w != */* ]] && words+=("$w")
	done
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$({ greenroomctl --help; greenroomctl "${words[@]}" --help; } 2>/dev/null |
			grep -oE -- '--[a-z-]+' | sort -u)" -- "$cur")
	else
		mapfile -t COMPREPLY < <(compgen -W "$(greenroomctl --help | awk -v have="${words[*]}" '
			/^  [a-z]/ { if (have == "") print $1; else if ($1 == have && $2 ~ /^[a-z-]+$/) print $2 }')" -- "$cur")
	fi
}
complete -F _greenroomctl greenroomctl
