"$($context['Subject'])"
