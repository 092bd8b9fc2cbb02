#Requires -PSEdition Desktop
$context['Days']
