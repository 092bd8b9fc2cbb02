#Requires -Version 5.1
#Requires -Modules ThreadJob, ActiveDirectory
$context['Days']
