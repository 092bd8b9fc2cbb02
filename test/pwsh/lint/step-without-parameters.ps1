Write-Output 'called for what it does'
