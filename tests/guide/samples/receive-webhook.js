app.post('/linkbreakers-webhook', async (req, res) => {
  const { event_type, data } = req.body;
  switch (event_type) {
    case 'link.scanned':
      // Trigger marketing automation
      await addToEmailSequence(data.visitor.email);
      break;
    case 'form.submitted':
      // Add to CRM
      await createCRMLead(data.form_responses);
      break;
  }
  res.status(200).send('OK');
});
